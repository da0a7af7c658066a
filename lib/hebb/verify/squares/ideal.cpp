#include <algorithm>
#include <optional>

#include <hebb/verify/squares/ideal.hpp>

namespace hebb::squares {

bool divides(const Exponents& divisor, const Exponents& monomial) {
  for (int k = 0; k < Exponents::coordinates; ++k) {
    if (divisor[k] > monomial[k]) return false;
  }
  return true;
}

namespace {
Exponents quotient(Exponents monomial, const Exponents& divisor) {
  for (std::size_t k = 0; k < monomial.words.size(); ++k) monomial.words[k] -= divisor.words[k];
  return monomial;
}
}  // namespace

Form term(const Exponents& exponents, const Rational& coefficient) {
  Form::Terms terms;
  if (coefficient != 0) terms.push_back({exponents, coefficient});
  return Form(std::move(terms));
}

Form substitute(const Form& f, const std::vector<Form>& variables) {
  std::vector<std::vector<Form>> powers(variables.size());
  const auto power = [&](std::size_t k, int n) -> const Form& {
    std::vector<Form>& list = powers[k];
    if (list.empty()) list.emplace_back(1);
    while (static_cast<int>(list.size()) <= n) list.push_back(list.back() * variables[k]);
    return list[static_cast<std::size_t>(n)];
  };
  Form::Terms sum;
  for (const auto& t : f.terms()) {
    Form product(t.coefficient);
    for (std::size_t k = 0; k < variables.size(); ++k) {
      if (const int n = t.exponents[static_cast<int>(k)]; n > 0) product = product * power(k, n);
    }
    sum.insert(sum.end(), product.terms().begin(), product.terms().end());
  }
  return Form(std::move(sum));
}

std::optional<Bound> bound_of(const Form& f) {
  Rational constant = 0, slope = 0;
  int variable = -1;
  for (const auto& t : f.terms()) {
    if (t.exponents == Exponents{}) {
      constant = t.coefficient;
      continue;
    }
    if (variable >= 0 || t.exponents.degree() != 1) return std::nullopt;
    for (variable = 0; t.exponents[variable] == 0;) ++variable;
    slope = t.coefficient;
  }
  if (variable < 0) return std::nullopt;
  return Bound{variable, Rational(-constant / slope), slope > 0};
}

Ideal::Ideal(std::vector<Form> equations, int variables, int first_root)
    : count_(equations.size()), variables_(variables), first_root_(first_root) {
  // Linear equations first: they make the others smaller.
  std::vector<std::size_t> order(equations.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  const auto degree = [&](std::size_t k) {
    int n = 0;
    for (const auto& t : equations[k].terms()) n = std::max(n, t.exponents.degree());
    return n;
  };
  std::ranges::stable_sort(order, {}, degree);
  for (const std::size_t k : order) {
    std::vector<Form> cofactor(count_);
    cofactor[k] = Form(1);
    add(std::move(equations[k]), std::move(cofactor));
  }
}

const Ideal::Rule* Ideal::rule_for(const Exponents& monomial) const {
  const auto found = std::ranges::find_if(rules_, [&](const Rule& r) { return divides(r.lead, monomial); });
  return found == rules_.end() ? nullptr : &*found;
}

bool Ideal::is_normal(const Exponents& monomial) const { return rule_for(monomial) == nullptr; }

Form Ideal::reduce(const Form& f, std::vector<Form>* cofactor) const {
  if (rules_.empty()) return f;
  std::map<Exponents, Rational> todo, done;
  for (const auto& t : f.terms()) todo[t.exponents] = t.coefficient;
  for (int steps = 0; !todo.empty();) {
    const auto last = std::prev(todo.end());
    const auto [monomial, coefficient] = *last;
    todo.erase(last);
    if (coefficient == 0) continue;
    const Rule* rule = rule_for(monomial);
    if (rule == nullptr) {
      done[monomial] += coefficient;
      continue;
    }
    if (++steps > 20'000) throw ExpansionLimit("the equations cannot be used as rules");
    const Form factor = term(quotient(monomial, rule->lead), coefficient);
    for (const auto& t : rule->tail.terms()) {
      todo[t.exponents * factor.terms()[0].exponents] += coefficient * t.coefficient;
    }
    if (cofactor == nullptr) continue;
    for (std::size_t k = 0; k < count_; ++k) {
      if (!rule->cofactor[k].is_zero()) (*cofactor)[k] = (*cofactor)[k] + factor * rule->cofactor[k];
    }
  }
  Form::Terms terms;
  for (const auto& [e, c] : done) {
    if (c != 0) terms.push_back({e, c});
  }
  return Form(std::move(terms));
}

Form Ideal::reduced(const Form& f) const { return reduce(f, nullptr); }

std::optional<std::vector<Form>> Ideal::cofactors(const Form& f) const {
  std::vector<Form> result(count_);
  if (!reduce(f, &result).is_zero()) return std::nullopt;
  return result;
}

Exponents Ideal::lead_of(const Form& f) const {
  const auto alone = [&](int k) {  // x_k occurs once, by itself
    int seen = 0;
    bool is_alone = false;
    for (const auto& t : f.terms()) {
      if (t.exponents[k] == 0) continue;
      ++seen;
      is_alone = t.exponents.degree() == 1;
    }
    return seen == 1 && is_alone;
  };
  for (int k = variables_ - 1; k >= 0; --k) {
    if (!alone(k)) continue;
    Exponents e;
    e.add(k, 1);
    return e;
  }
  for (int k = variables_ - 1; k >= first_root_; --k) {
    Exponents e;
    e.add(k, 2);
    if (f.find(e) != nullptr &&
        std::ranges::all_of(f.terms(), [&](const auto& t) { return t.exponents == e || t.exponents[k] < 2; }))
      return e;
  }
  return std::ranges::max_element(f.terms(), {},
                                  [](const auto& t) { return std::pair(t.exponents.degree(), t.exponents); })
      ->exponents;
}

void Ideal::add(Form f, std::vector<Form> cofactor) {
  std::vector<Form> subtracted(count_);
  f = reduce(f, &subtracted);
  for (std::size_t k = 0; k < count_; ++k) cofactor[k] = cofactor[k] - subtracted[k];
  if (f.is_zero()) return;
  const Exponents lead = lead_of(f);
  const Form scale(f.find(lead)->coefficient);
  Rule rule{lead, term(lead, 1) - f / scale, std::move(cofactor)};
  for (Form& c : rule.cofactor) c = c / scale;
  if (++added_ > 200) throw ExpansionLimit("the equations cannot be used as rules");
  const auto is_replaced = [&](const Rule& old) { return divides(lead, old.lead); };
  std::vector<Rule> replaced;
  std::ranges::copy_if(rules_, std::back_inserter(replaced), is_replaced);
  std::erase_if(rules_, is_replaced);
  rules_.push_back(std::move(rule));
  for (std::size_t r = 0; r + 1 < rules_.size(); ++r) {  // the earlier rules by the new one
    std::vector<Form> more(count_);
    const Form tail = reduce(rules_[r].tail, &more);
    for (std::size_t k = 0; k < count_; ++k) rules_[r].cofactor[k] = rules_[r].cofactor[k] + more[k];
    rules_[r].tail = tail;
  }
  for (Rule& old : replaced) add(term(old.lead, 1) - old.tail, std::move(old.cofactor));
}

}  // namespace hebb::squares
