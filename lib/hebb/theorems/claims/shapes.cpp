#include <hebb/calculus/taylor.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {

Claim row(const std::string& group, const std::string& id, const std::string& title, const std::string& source,
          const std::string& text, Scope scope) {
  Claim c;
  c.id = id;
  c.group = group;
  c.title = title;
  c.source = source;
  c.text = text;
  c.scope = scope;
  return c;
}

Claim identity(const std::string& group, const std::string& id, const std::string& title, const std::string& source,
               const std::string& text, Scope scope) {
  Claim c = row(group, id, title, source, text, scope);
  c.constants = {unit_factor()};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  return c;
}

Claim bound(Claim c, const std::string& constant, const Rational& value, int stronger, Source origin) {
  c.constants = {{constant, value, origin, stronger}};
  c.false_twin = scaled_twin(constant, value, stronger > 0 ? Rational(101, 100) : Rational(99, 100));
  c.tighten = constant;
  return c;
}

Claim lemma(Claim c, std::vector<std::string> rests_on, const std::string& by) {
  c.scope = Scope::every_dimension;
  c.rests_on = std::move(rests_on);
  c.remark = "by " + by;
  return c;
}

Vec<Symbol> second_moments_by_definition(const Vec<Symbol>& p, const Symbol& variance, const Symbol& m,
                                         const Symbol& a) {
  const std::size_t d = p.size();
  const Vec<Symbol> at_zero = xi(p, Vec<Symbol>(d, Symbol(0)));
  Vec<Symbol> moment(d, Symbol(0));
  for (std::size_t j = 0; j < d; ++j) {
    const Vec<Symbol> at_unit = xi(p, unit_vector<Symbol>(d, j));
    for (std::size_t i = 0; i < d; ++i) {
      moment[i] = moment[i] + p[j] * square(m + a * at_unit[i]) + variance * square(a * (at_unit[i] - at_zero[i]));
    }
  }
  return moment;
}

Vec<Symbol> ordered_point(StatementBuilder& b, int d) {
  Vec<Symbol> z{Symbol(0)};
  for (const Symbol& x : b.simplex("z", d)) z.push_back(x);
  return chamber_point(z).p;
}

}  // namespace hebb::claims
