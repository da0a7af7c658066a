#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <hebb/simplex/symmetric_eigen.hpp>
#include <hebb/verify/squares/exact_system.hpp>
#include <hebb/verify/squares/program.hpp>
#include <hebb/verify/squares/semidefinite.hpp>

namespace hebb::squares {
namespace {

struct Entry {
  std::size_t block;
  int i, j;
  ExactSystem::Column column;
};

/// One identity: the coefficients of the goal in terms of the entries of the Gram matrices.
class Identity {
 public:
  /// Columns of all blocks; drops polynomials whose squares nothing can cancel. False when there is no solution.
  bool build(const Form& goal, std::vector<Block>& blocks, const Ideal& ideal, const SquaresOptions& options) {
    for (;;) {
      rows_.clear();
      entries_.clear();
      right_.clear();
      for (const auto& t : goal.terms()) right_[row(t.exponents)] = t.coefficient;
      std::size_t size = 0;
      for (std::size_t b = 0; b < blocks.size(); ++b) {
        const std::vector<Form>& basis = blocks[b].basis;
        if (static_cast<int>(basis.size()) > options.max_block) return fail("a block of squares is too large");
        size += basis.size();
        for (int i = 0; i < static_cast<int>(basis.size()); ++i) {
          const Form left = blocks[b].factor * basis[i];
          for (int j = i; j < static_cast<int>(basis.size()); ++j) {
            const Form product = ideal.reduced(left * basis[j]);
            Entry entry{b, i, j, {}};
            for (const auto& t : product.terms())
              entry.column.emplace_back(row(t.exponents), i == j ? t.coefficient : Rational(2 * t.coefficient));
            entries_.push_back(std::move(entry));
          }
        }
        if (static_cast<int>(rows_.size()) > options.max_rows) return fail("an identity has too many coefficients");
      }
      if (size == 0) return fail("no squares are left");
      std::set<std::pair<std::size_t, int>> vanishing;
      if (!find_vanishing(vanishing)) return fail("a coefficient cannot be reached");
      if (vanishing.empty()) return true;
      for (std::size_t b = 0; b < blocks.size(); ++b) {
        std::vector<Form> kept;
        for (int i = 0; i < static_cast<int>(blocks[b].basis.size()); ++i) {
          if (!vanishing.contains({b, i})) kept.push_back(std::move(blocks[b].basis[i]));
        }
        blocks[b].basis = std::move(kept);
      }
    }
  }

  SemidefiniteProblem problem(const std::vector<Block>& blocks, std::vector<int>& place) const {
    SemidefiniteProblem p;
    place.assign(blocks.size(), -1);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (blocks[b].basis.empty()) continue;
      place[b] = static_cast<int>(p.sizes.size());
      p.sizes.push_back(static_cast<int>(blocks[b].basis.size()));
    }
    std::vector<double> scale(rows_.size(), 0);
    for (const Entry& e : entries_) {
      for (const auto& [r, value] : e.column) scale[r] = std::max(scale[r], std::abs(value.convert_to<double>()));
    }
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const auto found = right_.find(static_cast<int>(r));
      p.right.push_back(found == right_.end() ? 0 : found->second.convert_to<double>() / scale[r]);
    }
    for (const Entry& e : entries_) {
      for (const auto& [r, value] : e.column)
        p.entries.push_back({r, place[e.block], e.i, e.j, value.convert_to<double>() / scale[r]});
    }
    return p;
  }

  ExactSystem system() const {
    std::vector<ExactSystem::Column> columns;
    for (const Entry& e : entries_) columns.push_back(e.column);
    std::vector<Rational> right(rows_.size());
    for (const auto& [r, value] : right_) right[r] = value;
    return {std::move(columns), std::move(right)};
  }
  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t rows() const { return rows_.size(); }
  const std::string& reason() const { return reason_; }

 private:
  int row(const Exponents& monomial) { return rows_.emplace(monomial, static_cast<int>(rows_.size())).first->second; }
  bool fail(const char* reason) {
    reason_ = reason;
    return false;
  }

  /// Polynomials whose squares stand alone, all with one sign, in a coefficient that is zero. False when a coefficient
  /// cannot have the value that it must have.
  bool find_vanishing(std::set<std::pair<std::size_t, int>>& vanishing) const {
    struct Seen {
      bool off_diagonal = false, positive = false, negative = false;
    };
    std::vector<Seen> seen(rows_.size());
    for (const Entry& e : entries_) {
      for (const auto& [r, value] : e.column) {
        if (e.i != e.j) seen[r].off_diagonal = true;
        (value > 0 ? seen[r].positive : seen[r].negative) = true;
      }
    }
    std::vector<bool> zero(rows_.size(), false);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const auto found = right_.find(static_cast<int>(r));
      const int wanted = found == right_.end() ? 0 : found->second > 0 ? 1 : -1;
      if (seen[r].off_diagonal) continue;
      if ((wanted > 0 && !seen[r].positive) || (wanted < 0 && !seen[r].negative)) return false;
      zero[r] = wanted == 0 && seen[r].positive != seen[r].negative;
    }
    for (const Entry& e : entries_) {
      if (e.i != e.j) continue;
      if (std::ranges::any_of(e.column, [&](const auto& entry) { return zero[entry.first]; }))
        vanishing.insert({e.block, e.i});
    }
    return true;
  }

  std::map<Exponents, int> rows_;
  std::map<int, Rational> right_;
  std::vector<Entry> entries_;
  std::string reason_;
};

/// L and D of a positive semidefinite matrix: X = L D L^T; nothing when it is not.
bool split(std::vector<std::vector<Rational>>& x, std::vector<std::vector<Rational>>& l, std::vector<Rational>& d) {
  const std::size_t n = x.size();
  l.assign(n, std::vector<Rational>(n));
  d.assign(n, 0);
  for (std::size_t k = 0; k < n; ++k) {
    d[k] = x[k][k];
    l[k][k] = 1;
    if (d[k] < 0) return false;
    if (d[k] == 0) {
      for (std::size_t i = k + 1; i < n; ++i) {
        if (x[i][k] != 0) return false;
      }
      continue;
    }
    for (std::size_t i = k + 1; i < n; ++i) l[i][k] = x[i][k] / d[k];
    for (std::size_t i = k + 1; i < n; ++i) {
      if (l[i][k] == 0) continue;
      for (std::size_t j = k + 1; j <= i; ++j) x[i][j] -= l[i][k] * x[j][k];
    }
  }
  return true;
}

Rational rounded(double x, int bits) {
  const double scale = std::ldexp(1.0, bits);
  return Rational(Integer(std::llround(x * scale)), Integer(1) << bits);
}

bool is_short(const Rational& q) {
  return msb(abs(numerator(q)) + 1) < 1300 && msb(denominator(q)) < 1300;  // 400 digits
}

/// The exact squares near the solution, if they exist with entries of so many bits.
std::optional<std::vector<Square>> exact_squares(const Identity& identity, const ExactSystem& system,
                                                 const std::vector<Block>& blocks, const std::vector<int>& place,
                                                 const SemidefiniteSolution& solution, int bits) {
  std::vector<Rational> q;
  for (const Entry& e : identity.entries()) {
    const double value = solution.blocks[place[e.block]][e.i][e.j];
    if (std::abs(value) > 1e12) return std::nullopt;
    q.push_back(rounded(value, bits));
  }
  const auto exact = system.solution_near(std::move(q));
  if (!exact) return std::nullopt;
  std::vector<std::vector<std::vector<Rational>>> matrices;
  for (const Block& b : blocks) matrices.emplace_back(b.basis.size(), std::vector<Rational>(b.basis.size()));
  for (std::size_t k = 0; k < exact->size(); ++k) {
    const Entry& e = identity.entries()[k];
    matrices[e.block][e.i][e.j] = matrices[e.block][e.j][e.i] = (*exact)[k];
  }
  std::vector<Square> result;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    std::vector<std::vector<Rational>> l;
    std::vector<Rational> d;
    if (!split(matrices[b], l, d)) return std::nullopt;
    for (std::size_t k = 0; k < d.size(); ++k) {
      if (d[k] == 0) continue;
      Form sum;
      for (std::size_t i = k; i < d.size(); ++i) {
        if (!is_short(l[i][k])) return std::nullopt;
        if (l[i][k] != 0) sum = sum + Form(l[i][k]) * blocks[b].basis[i];
      }
      if (!is_short(d[k])) return std::nullopt;
      result.push_back({b, d[k], std::move(sum)});
    }
  }
  return result;
}

/// The fraction near x with a denominator of at most 64, or at most 400 if it is very near.
std::optional<Rational> short_fraction(double x) {
  if (std::abs(x) > 1e6) return std::nullopt;
  for (int n = 1; n <= 64; ++n) {
    const double whole = std::round(x * n);
    if (std::abs(x * n - whole) < 2e-3 * std::min(1.0, 8.0 / n)) return Rational(static_cast<long>(whole), n);
  }
  for (int n = 65; n <= 400; ++n) {
    const double whole = std::round(x * n);
    if (std::abs(x - whole / n) < 1e-6) return Rational(static_cast<long>(whole), n);
  }
  return std::nullopt;
}

double largest_entry(const Mat<double>& x) {
  double largest = 0;
  for (const Vec<double>& row : x) {
    for (const double entry : row) largest = std::max(largest, std::abs(entry));
  }
  return largest;
}

/// Combinations of the basis that are orthogonal to the kernel of the matrix, which is that of the eigenvalues below
/// `threshold`; nothing when the kernel is no rational space that can be read off.
std::optional<std::vector<Form>> outside_kernel(const Mat<double>& x, const std::vector<Form>& basis,
                                                double threshold) {
  SymmetricEigen eigen = symmetric_eigen(x);
  const std::size_t n = x.size();
  std::size_t kernel = 0;
  while (kernel < n && eigen.values[kernel] < threshold) ++kernel;
  if (kernel == 0) return basis;
  if (kernel == n) return std::vector<Form>{};
  Mat<double>& v = eigen.vectors;
  v.resize(kernel);
  std::vector<std::size_t> pivots;  // reduced row echelon form; where it can, with pivots far to the left
  for (std::size_t r = 0, c = 0; r < kernel && c < n; ++r) {
    for (; c < n; ++c) {
      const auto best =
          std::max_element(v.begin() + static_cast<std::ptrdiff_t>(r), v.end(),
                           [&](const auto& one, const auto& other) { return std::abs(one[c]) < std::abs(other[c]); });
      if (std::abs((*best)[c]) < 1e-3) continue;
      std::swap(v[r], *best);
      break;
    }
    if (c == n) return std::nullopt;
    const double pivot = v[r][c];
    for (double& entry : v[r]) entry /= pivot;
    for (std::size_t other = 0; other < kernel; ++other) {
      const double factor = v[other][c];
      if (other == r || factor == 0) continue;
      for (std::size_t k = 0; k < n; ++k) v[other][k] -= factor * v[r][k];
    }
    pivots.push_back(c++);
  }
  std::vector<Form> result;
  for (std::size_t c = 0; c < n; ++c) {
    if (std::ranges::find(pivots, c) != pivots.end()) continue;
    Form combination = basis[c];
    for (std::size_t r = 0; r < pivots.size(); ++r) {
      const auto entry = short_fraction(v[r][c]);
      if (!entry) return std::nullopt;
      if (*entry != 0) combination = combination - Form(*entry) * basis[pivots[r]];
    }
    result.push_back(std::move(combination));
  }
  return result;
}

}  // namespace

ProgramOutcome find_squares(const Form& goal, std::vector<Block> blocks, const Ideal& ideal,
                            const SquaresOptions& options) {
  ProgramOutcome outcome;
  for (int round = 0; round < 4; ++round) {
    Identity identity;
    if (!identity.build(goal, blocks, ideal, options)) {
      outcome.reason = identity.reason();
      return outcome;
    }
    outcome.rows += identity.rows();
    std::vector<int> place;
    const SemidefiniteProblem problem = identity.problem(blocks, place);
    ++outcome.programs;
    const auto solution = solve(problem, options.seconds, options.stop);
    if (!solution) {
      outcome.reason = "the semidefinite program has no solution in rounded arithmetic";
      return outcome;
    }
    if (solution->lambda < -1e-4) {
      outcome.reason = "there are no such squares";
      return outcome;
    }
    const ExactSystem system = identity.system();
    for (const int bits : {4, 10, 20, 34}) {
      outcome.squares = exact_squares(identity, system, blocks, place, *solution, bits);
      if (outcome.squares) return outcome;
      throw_if_stopped(options.stop);
    }
    outcome.reason = "the squares cannot be rounded to rational ones";
    double largest = 0;
    for (const Mat<double>& x : solution->blocks) largest = std::max(largest, largest_entry(x));
    std::size_t before = 0, after = 0;
    std::vector<Block> smaller;
    // What counts as zero is seen from the whole solution first, then block by block.
    for (const auto& [relative, whole] : {std::pair{1e-6, true},
                                          {1e-6, false},
                                          {1e-5, true},
                                          {1e-5, false},
                                          {1e-4, true},
                                          {1e-4, false},
                                          {1e-3, true},
                                          {1e-3, false}}) {
      bool readable = true;
      before = after = 0;
      smaller = blocks;
      for (std::size_t b = 0; b < blocks.size() && readable; ++b) {
        before += blocks[b].basis.size();
        if (blocks[b].basis.empty()) continue;
        const Mat<double>& x = solution->blocks[place[b]];
        const double size = whole ? largest : largest_entry(x);
        std::optional<std::vector<Form>> outside = outside_kernel(x, blocks[b].basis, relative * size);
        readable = outside.has_value();
        if (!readable) break;
        after += outside->size();
        smaller[b].basis = std::move(*outside);
      }
      if (readable && after < before && after > 0) break;
      after = before;
    }
    if (after == before) return outcome;
    blocks = std::move(smaller);
  }
  return outcome;
}

}  // namespace hebb::squares
