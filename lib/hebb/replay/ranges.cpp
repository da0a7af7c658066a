#include <map>

#include <hebb/replay/exact.hpp>
#include <hebb/replay/ranges.hpp>

namespace hebb::checker {

namespace {

class Conversion {
 public:
  explicit Conversion(const Statement& s) : from_(s) {
    to_.expression.variables = s.expression.variables;
    to_.expression.constants = s.expression.constants;
  }

  Statement run() {
    for (const Factor& factor : from_.domain) {
      if (const auto* simplex = std::get_if<Simplex>(&factor)) write(*simplex);
    }
    copy_code();
    for (const Factor& factor : from_.domain) {
      if (const auto* simplex = std::get_if<Simplex>(&factor)) {
        for (const Range& range : ranges_.at(simplex)) to_.domain.emplace_back(range);
      } else if (auto range = std::get_if<Range>(&factor)) {
        Range moved = *range;
        if (range->lower) moved.lower = nodes_.at(*range->lower);
        if (range->upper) moved.upper = nodes_.at(*range->upper);
        to_.domain.emplace_back(moved);
      } else {
        throw Rejection("a chain needs a domain of ranges and simplices");
      }
    }
    for (Condition c : from_.assumptions) {
      c.node = nodes_.at(c.node);
      to_.assumptions.push_back(std::move(c));
    }
    for (Condition c : from_.goals) {
      c.node = nodes_.at(c.node);
      to_.goals.push_back(std::move(c));
    }
    return std::move(to_);
  }

 private:
  int emit(Operation operation, int a, int b = 0) {
    to_.expression.code.push_back({operation, a, b});
    return static_cast<int>(to_.expression.code.size()) - 1;
  }
  int constant(int value) {
    to_.expression.constants.emplace_back(value);
    return emit(Operation::constant, static_cast<int>(to_.expression.constants.size()) - 1);
  }

  void write(const Simplex& simplex) {
    const std::vector<int>& p = simplex.coordinates;
    if (p.empty()) throw Rejection("a simplex has no coordinates");
    const int zero = constant(0);
    int rest = constant(1);
    for (std::size_t k = 0; k + 1 < p.size(); ++k) {
      ranges_[&simplex].push_back({p[k], zero, rest, simplex.open, simplex.open});
      rest = emit(Operation::subtract, rest, emit(Operation::variable, p[k]));
    }
    ranges_[&simplex];
    last_[p.back()] = rest;
  }

  void copy_code() {
    for (Instruction i : from_.expression.code) {
      if (i.operation == Operation::variable && last_.contains(i.a)) {
        nodes_.push_back(last_.at(i.a));
        continue;
      }
      if (i.operation != Operation::variable && i.operation != Operation::constant) {
        i.a = nodes_.at(i.a);
        if (has_two_operands(i.operation)) i.b = nodes_.at(i.b);
      }
      nodes_.push_back(emit(i.operation, i.a, i.b));
    }
  }

  const Statement& from_;
  Statement to_;
  std::map<const Simplex*, std::vector<Range>> ranges_;
  std::map<int, int> last_;  // the last coordinate of a simplex: what it is in the new code
  std::vector<int> nodes_;   // of the old code in the new
};

}  // namespace

Statement in_ranges(const Statement& statement) { return Conversion(statement).run(); }

}  // namespace hebb::checker
