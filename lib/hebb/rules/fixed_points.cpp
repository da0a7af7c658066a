#include <algorithm>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/rules/fixed_points.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb {
namespace {

using Box = Vec<Interval>;

constexpr double margin = 1.0 / 1024;    // zeros on the boundary lie inside the boxes that are searched
constexpr double least_width = 0x1p-16;  // smaller boxes that resist are reported
constexpr std::size_t max_boxes = 60'000;
constexpr int max_denominator = 64;

/// The field in the first d - 1 coordinates.
class Field {
 public:
  /// A field recorded in p1, ..., pd, Q.
  Field(RecordedFunction field, const Rational& q) : mean_(std::move(field)), n_(mean_.outputs.size() - 1), q_(q) {}

  std::size_t dimension() const { return n_; }

  template <Scalar S>
  Vec<S> operator()(const Vec<S>& x) const {
    Vec<S> at = x;
    S last(1);
    for (const S& xi : x) last = last - xi;
    at.push_back(last);
    at.push_back(like(x[0], q_));
    Vec<S> f = mean_(at);
    f.pop_back();
    return f;
  }
  /// The matrix of the derivatives d F_i / d x_j.
  std::vector<Vec<Interval>> derivative(const Box& x) const {
    std::vector<Vec<Interval>> out(n_, Vec<Interval>(n_, Interval(0)));
    for (std::size_t j = 0; j < n_; ++j) {
      Vec<Jet<Interval>> at;
      for (std::size_t i = 0; i < n_; ++i)
        at.push_back(Jet<Interval>::from_coefficients({x[i], Interval(i == j ? 1 : 0)}));
      const Vec<Jet<Interval>> f = (*this)(at);
      for (std::size_t i = 0; i < n_; ++i) out[i][j] = f[i].coefficient(1);
    }
    return out;
  }

 private:
  RecordedFunction mean_;
  std::size_t n_;
  Rational q_;
};

double middle_of(const Interval& x) { return x.lower() + (x.upper() - x.lower()) / 2; }

/// An approximate inverse of the matrix of midpoints; nothing where that is (nearly) singular.
std::optional<std::vector<Vec<double>>> inverse(const std::vector<Vec<Interval>>& m) {
  if (m.size() == 1) {
    const double a = middle_of(m[0][0]);
    if (std::abs(a) < 1e-12) return std::nullopt;
    return std::vector<Vec<double>>{{1 / a}};
  }
  const double a = middle_of(m[0][0]), b = middle_of(m[0][1]), c = middle_of(m[1][0]), d = middle_of(m[1][1]);
  const double det = a * d - b * c;
  if (std::abs(det) < 1e-12) return std::nullopt;
  return std::vector<Vec<double>>{{d / det, -b / det}, {-c / det, a / det}};
}

/// Krawczyk's operator K(x) = m - Y F(m) + (1 - Y F'(x))(x - m): K(x) inside the interior of x proves one zero in x; a
/// zero in x lies in K(x).
std::optional<Box> krawczyk(const Field& field, const Box& x) {
  const std::vector<Vec<Interval>> slope = field.derivative(x);
  const auto y = inverse(slope);
  if (!y) return std::nullopt;
  const std::size_t n = x.size();
  Box m;
  for (const Interval& xi : x) m.push_back(Interval(middle_of(xi), middle_of(xi)));
  const Vec<Interval> f = field(m);
  Box k = m;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const Interval yij((*y)[i][j], (*y)[i][j]);
      k[i] = k[i] - yij * f[j];
      Interval entry(i == j ? 1 : 0);
      for (std::size_t l = 0; l < n; ++l) entry = entry - Interval((*y)[i][l], (*y)[i][l]) * slope[l][j];
      k[i] = k[i] + entry * (x[j] - m[j]);
    }
  }
  return k;
}

bool inside(const Box& x, const Box& y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(y[i].lower() < x[i].lower() && x[i].upper() < y[i].upper())) return false;
  }
  return true;
}

std::optional<Box> common(const Box& x, const Box& y) {
  Box out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double low = std::max(x[i].lower(), y[i].lower()), high = std::min(x[i].upper(), y[i].upper());
    if (low > high) return std::nullopt;
    out.emplace_back(low, high);
  }
  return out;
}

/// Krawczyk's iteration on a box with one zero, quadratic near a simple one.
Box contracted(const Field& field, Box x) {
  for (int round = 0; round < 60; ++round) {
    const auto k = krawczyk(field, x);
    const auto next = k ? common(x, *k) : std::nullopt;
    if (!next || std::ranges::equal(*next, x, [](const Interval& a, const Interval& b) { return identical(a, b); }))
      break;
    x = *next;
  }
  return x;
}

/// The box in all d coordinates.
Box completed(Box x) {
  Interval last(1);
  for (const Interval& xi : x) last = last - xi;
  x.push_back(last);
  return x;
}

std::optional<Vec<Rational>> exact_zero(const Field& field, const Box& x, bool algebraic) {
  if (!algebraic) return std::nullopt;
  for (int q = 1; q <= max_denominator; ++q) {
    Vec<Rational> at;
    bool fits = true;
    for (const Interval& xi : x) {
      at.emplace_back(static_cast<int>(std::lround(middle_of(xi) * q)), q);
      fits = fits && at.back() >= Rational(xi.lower()) && at.back() <= Rational(xi.upper());
    }
    if (!fits) continue;
    const Vec<Rational> f = field(at);
    if (std::ranges::any_of(f, [](const Rational& value) { return value != 0; })) continue;
    Rational last = 1;
    for (const Rational& xi : at) last -= xi;
    at.push_back(last);
    return at;
  }
  return std::nullopt;
}

FixedPoint::Stability stability(const std::vector<Vec<Interval>>& m) {
  using enum FixedPoint::Stability;
  if (m.size() == 1)
    return certainly(is_negative(m[0][0])) ? stable : certainly(is_positive(m[0][0])) ? unstable : undecided;
  const Interval trace = m[0][0] + m[1][1], det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
  if (certainly(is_negative(det))) return saddle;
  if (!certainly(is_positive(det))) return undecided;
  return certainly(is_negative(trace)) ? stable : certainly(is_positive(trace)) ? unstable : undecided;
}

/// Whether a box, or the part of it that is on the simplex, may hold a point.
bool off_simplex(const Box& x, double allowed) {
  for (const Interval& xi : completed(x)) {
    if (xi.upper() < -allowed) return true;
  }
  return false;
}

}  // namespace

std::string to_string(FixedPoint::Stability stability) {
  using enum FixedPoint::Stability;
  return stability == stable     ? "stable"
         : stability == saddle   ? "saddle"
         : stability == unstable ? "unstable"
                                 : "undecided";
}

RecordedFunction mean_increment(const RecordedRule& rule) {
  const Vec<Symbol> p = variable_vector("p", rule.dimension);
  const Symbol q = rule.noise_bound ? Symbol(*rule.noise_bound) : Symbol::variable("Q");
  const LawfulRule lawful{rule};
  const Vec<Symbol> mean = mean_over_triggers(
      lawful.trigger(p, q), [&](std::size_t j) { return lawful.increment(p, unit_vector<Symbol>(p.size(), j), q); });
  return record_function(state_variables(rule.dimension), mean);
}

Verdict is_along_the_simplex(const RecordedFunction& field, const Rational& q, StopFlag stop) {
  StatementBuilder b;
  Vec<Symbol> variables = b.simplex("p", static_cast<int>(field.outputs.size()));
  variables.emplace_back(q);
  b.claim_equal("sum F = 0", sum(field(variables)), Symbol(0));
  ProveOptions how;
  how.seconds = 5;
  how.stop = stop;
  return prove(b.build(), how).verdict;
}

// Long: one subdivision, whose boxes end in different ways.
FixedPoints fixed_points(const RecordedRule& rule, StopFlag stop, bool follows_drift) {
  require(rule.dimension == 2 || rule.dimension == 3, "fixed points are looked for in dimension 2 and 3");
  const RecordedFunction mean = follows_drift ? rule.drift : mean_increment(rule);
  require(rule.noise_bound || !mean.depends_on("Q"), "the mean increment depends on Q: give it, --set Q=2");
  FixedPoints result;
  const Verdict along = is_along_the_simplex(mean, rule.noise_bound.value_or(2), stop);
  if (along != Verdict::proved) {
    result.note = along == Verdict::refuted ? "the mean increment leaves the simplex: its sum is not 0"
                                            : "the mean increment is not proved to stay on the simplex";
    return result;
  }
  const Field field(mean, rule.noise_bound.value_or(2));
  std::vector<Box> todo{Box(field.dimension(), Interval(-margin, 1 + margin * 3))}, found;
  std::size_t boxes = 0, resists = 0;
  while (!todo.empty() && boxes < max_boxes) {
    throw_if_stopped(stop);
    ++boxes;
    Box x = std::move(todo.back());
    todo.pop_back();
    if (off_simplex(x, margin)) continue;
    if (std::ranges::any_of(found, [&](const Box& old) { return inside(x, old); })) continue;
    const Vec<Interval> f = field(x);
    if (std::ranges::any_of(f, [](const Interval& fi) { return !possibly(is_zero(fi)); })) continue;
    double width = 0;
    for (const Interval& xi : x) width = std::max(width, xi.upper() - xi.lower());
    if (width < 0.25) {  // a zero on the edge of a box is inside the same box made larger
      Box wide;
      for (const Interval& xi : x) wide.emplace_back(xi.lower() - width / 8, xi.upper() + width / 8);
      if (const auto k = krawczyk(field, wide)) {
        if (inside(*k, wide)) {
          // The zero in k is a known one where k is inside its box, a new one where k is apart from all of them.
          const Box zero = contracted(field, *k);
          if (std::ranges::any_of(found, [&](const Box& old) { return inside(zero, old); })) continue;
          if (std::ranges::any_of(found, [&](const Box& old) { return common(zero, old).has_value(); })) {
            ++resists;
          } else {
            found.push_back(std::move(wide));
          }
          continue;
        }
        if (!common(*k, wide)) continue;
      }
    }
    if (width < least_width) {
      ++resists;
      continue;
    }
    const std::size_t widest =
        field.dimension() == 1 || x[0].upper() - x[0].lower() >= x[1].upper() - x[1].lower() ? 0 : 1;
    Box left = x, right = x;
    left[widest] = Interval(x[widest].lower(), middle_of(x[widest]));
    right[widest] = Interval(middle_of(x[widest]), x[widest].upper());
    todo.push_back(std::move(right));
    todo.push_back(std::move(left));
  }
  result.complete = todo.empty() && resists == 0;
  if (!result.complete)
    result.note = "some boxes were not decided: zeros that are not isolated, or not simple, may be missing";
  for (Box x : found) {
    x = contracted(field, std::move(x));
    FixedPoint point;
    point.exact = exact_zero(field, x, mean.is_algebraic());
    point.p = completed(x);
    bool outside = false;
    for (std::size_t i = 0; i < point.p.size(); ++i) {
      const bool zero = point.exact && (*point.exact)[i] == 0;
      outside = outside || (point.exact ? (*point.exact)[i] < 0 : point.p[i].upper() < 0);
      if (!zero) point.support.push_back(static_cast<int>(i) + 1);
    }
    if (outside) continue;
    point.stability = stability(field.derivative(x));
    result.points.push_back(std::move(point));
  }
  std::ranges::stable_sort(result.points, {},
                           [](const FixedPoint& p) { return std::pair(p.support.size(), p.support); });
  return result;
}

}  // namespace hebb
