#pragma once

#include <hebb/scalar/symbolic/rational_function.hpp>
#include <hebb/verify/coefficients/parametrisation.hpp>
#include <hebb/verify/coefficients/prove.hpp>

// The definition behind prove.hpp; included by the files that instantiate it.

namespace hebb::coefficients {

/// One group of coordinates on a cell: its vertices, and which sets of them carry points of the domain.
struct CellGroup {
  enum class Kind { simplex, chamber, interval, half_line, line } kind;
  std::vector<std::vector<Rational>> vertices;  // in the coordinates of the factor; a half-line has its end point only
  std::vector<bool> excluded;                   // the vertex alone is not in the domain (open bound)
  bool interior = false;                        // of a simplex: only points with all coordinates positive are
  Rational step = 1;                            // of a half-line
};

inline std::vector<CellGroup> root_groups(const Statement& statement) {
  std::vector<CellGroup> groups;
  for (const Factor& factor : statement.domain) {
    CellGroup g;
    const int n = coordinate_count(factor);
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (range->lower && range->upper) {
        g.kind = CellGroup::Kind::interval;
        g.excluded = {range->lower_open, range->upper_open};
      } else {
        g.kind = range->lower || range->upper ? CellGroup::Kind::half_line : CellGroup::Kind::line;
        g.vertices = {{Rational(0)}};
        g.excluded = {range->lower ? range->lower_open : range->upper_open};
      }
    } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      g.kind = CellGroup::Kind::simplex;
      g.excluded.assign(n, simplex->open && n > 1);
      g.interior = simplex->open;
    } else {
      g.kind = CellGroup::Kind::chamber;
      g.excluded.assign(n, true);
      g.excluded[0] = false;
    }
    if (g.vertices.empty()) {
      g.vertices.assign(n, std::vector<Rational>(n, 0));
      for (int k = 0; k < n; ++k) g.vertices[k][k] = 1;
    }
    groups.push_back(std::move(g));
  }
  return groups;
}

template <int W, class C>
class Prover {
  using P = Polynomial<W, C>;
  using Term = typename P::Term;
  struct Cell {
    std::vector<CellGroup> groups;
    std::shared_ptr<const PolynomialRing> ring;
    P numerator;
    std::vector<std::pair<P, int>> denominators;
  };

 public:
  Prover(const Statement& statement, const CoefficientOptions& options, Clock::time_point deadline)
      : statement_(statement), options_(options), origins_(origins(statement)), deadline_(deadline) {
    auto ring = std::make_shared<PolynomialRing>();
    for (const Factor& factor : statement.domain) {
      const auto* range = std::get_if<Range>(&factor);
      const bool free = range && !(range->lower && range->upper);
      const int n = coordinate_count(factor);
      if (free) ++ring->variables;  // reserved: the second coordinate once the half-line has been cut
      ring->groups.push_back({ring->variables, n, !free});
      ring->variables += n;
    }
    ring_ = std::move(ring);
    table_ = std::make_shared<Denominators<P>>();
  }

  CoefficientOutcome prove(int goal) {
    CoefficientOutcome outcome;
    try {
      prove(goal, outcome);
    } catch (const ExpansionLimit& spent) {
      outcome.reason = spent.what();
      outcome.proof.reset();
    }
    return outcome;
  }

 private:
  void prove(int goal, CoefficientOutcome& outcome) {
    const RationalFunction<P> f = expand(statement_.goals[goal].node);
    if (statement_.goals[goal].relation == Relation::zero) {
      outcome.coefficients = 1 + f.numerator().terms().size();
      if (f.numerator().is_zero()) {
        outcome.proof = IdentityProof{};
      } else {
        outcome.reason =
            "the difference expands to " + std::to_string(f.numerator().terms().size()) + " terms, not to zero";
      }
      return;
    }
    Cell root{root_groups(statement_), ring_, f.numerator(), {}};
    for (const CellGroup& g : root.groups) {
      if (g.kind == CellGroup::Kind::line) {
        outcome.reason = "the domain contains a whole line; coefficients decide only identities there";
        return;
      }
    }
    for (std::size_t k = 0; k < table_->size(); ++k) {  // one that has cancelled must not vanish either
      const auto found = f.denominator().find(static_cast<int>(k));
      root.denominators.emplace_back((*table_)[k], found == f.denominator().end() ? 0 : found->second);
    }
    CoefficientProof proof;
    if (visit(std::move(root), proof, outcome)) outcome.proof = std::move(proof);
  }

  RationalFunction<P> expand(int node) {
    auto variable = [this](auto&& self, int k) -> RationalFunction<P> {
      const auto [f, entry] = origins_[k];
      const auto& group = ring_->groups[f];
      Vec<RationalFunction<P>> t;
      for (int j = 0; j < group.size; ++j) t.emplace_back(P(ring_, group.first + j), table_);
      auto inner = [&self](int v) { return self(self, v); };
      LazyEvaluation<RationalFunction<P>, decltype(inner)> bounds(statement_.expression, inner);
      return from_coordinates<RationalFunction<P>>(statement_.domain[f], entry, t, bounds);
    };
    auto supply = [&](int k) { return variable(variable, k); };
    LazyEvaluation<RationalFunction<P>, decltype(supply)> nodes(statement_.expression, supply);
    return nodes(node);
  }

  bool visit(Cell cell, CoefficientProof& proof, CoefficientOutcome& outcome) {
    if (proof.nodes.size() >= options_.max_cells) return fail(outcome, "the budget of cells is spent");
    throw_if_stopped(options_.stop);
    if (Clock::now() > deadline_) return fail(outcome, "the time is spent");
    const std::optional<int> orientation = denominator_sign(cell);
    int split_hint = 1;
    if (orientation) {
      split_hint = *orientation;
      if (auto raise = non_negative(cell, *orientation, outcome)) {
        proof.nodes.push_back({-1, 0, 0, std::move(*raise)});
        return true;
      }
      if (outcome.negative_vertex) return fail(outcome, "the goal is negative at a vertex of a cell");
    }
    const auto [g, i, j] = best_edge(cell, split_hint);
    if (g < 0) return fail(outcome, "no edge is left to halve");
    proof.nodes.push_back({g, i, j, {}});
    return visit(half(cell, g, i, j, true), proof, outcome) && visit(half(cell, g, i, j, false), proof, outcome);
  }

  static bool fail(CoefficientOutcome& outcome, std::string reason) {
    if (outcome.reason.empty()) outcome.reason = std::move(reason);
    return false;
  }

  /// The sign of the product of all denominators if each has it beyond doubt on the cell.
  std::optional<int> denominator_sign(const Cell& cell) const {
    int product = 1;
    for (const auto& [p, power] : cell.denominators) {
      const int s = sign(p.terms().front().coefficient);
      for (const Term& t : p.terms()) {
        if (sign(t.coefficient) != s) return std::nullopt;
      }
      std::vector<const Term*> terms;
      for (const Term& t : p.terms()) terms.push_back(&t);
      if (!vanishes_nowhere(cell, 0, terms)) return std::nullopt;
      if (power % 2) product *= s;
    }
    return product;
  }

  /// For terms of one sign: does every point of the cell that belongs to the domain make one of them non-zero?
  bool vanishes_nowhere(const Cell& cell, std::size_t g, const std::vector<const Term*>& terms) const {
    if (terms.empty()) return false;
    if (g == cell.groups.size()) return true;
    const auto& group = cell.ring->groups[g];
    const CellGroup& cg = cell.groups[g];
    const auto with_support = [&](auto&& allowed) {
      std::vector<const Term*> kept;
      for (const Term* t : terms) {
        bool inside = true;
        for (int k = 0; k < group.size; ++k)
          inside = inside && (allowed(k) || t->monomial.exponent(group.first + k) == 0);
        if (inside) kept.push_back(t);
      }
      return vanishes_nowhere(cell, g + 1, kept);
    };
    if (cg.kind == CellGroup::Kind::half_line) return with_support([&](int) { return bool(cg.excluded[0]); });
    if (cg.kind == CellGroup::Kind::interval && cg.excluded[0] && cg.excluded[1])
      return with_support([](int) { return true; });
    if (cg.interior && group.size <= 12) return for_each_carrier(cg, 0, 0, with_support);
    for (int v = 0; v < group.size; ++v) {
      if ((cg.interior || !cg.excluded[v]) && !with_support([v](int k) { return k == v; })) return false;
    }
    return true;
  }

  /// Whether `holds` for the smallest sets of vertices (and some larger ones) that carry an interior point of a
  /// simplex: those that together reach every coordinate.
  template <class Holds>
  static bool for_each_carrier(const CellGroup& cg, unsigned chosen, std::size_t reached, const Holds& holds) {
    const std::size_t n = cg.vertices.size();
    const auto has = [&](std::size_t v, std::size_t j) { return cg.vertices[v][j] > 0; };
    for (; reached < n; ++reached) {
      bool any = false;
      for (std::size_t v = 0; v < n && !any; ++v) any = (chosen >> v & 1U) != 0 && has(v, reached);
      if (!any) break;
    }
    if (reached == n) return holds([&](int k) { return (chosen >> k & 1U) != 0; });
    for (std::size_t v = 0; v < n; ++v) {
      if (has(v, reached) && !for_each_carrier(cg, chosen | 1U << v, reached + 1, holds)) return false;
    }
    return true;
  }

  std::optional<std::vector<int>> non_negative(const Cell& cell, int orientation, CoefficientOutcome& outcome) const {
    std::vector<int> raise;
    if (check(cell, cell.numerator, orientation, outcome)) return raise;
    // Elevation is dear; it pays where the negative coefficients are few.
    if (outcome.negative_vertex || negative_weight(cell.numerator, orientation) > 0.02) return std::nullopt;
    for (std::size_t g = 0; g < cell.groups.size(); ++g) {
      if (!cell.ring->groups[g].homogeneous || cell.numerator.degree(g) == 0) continue;
      P raised = cell.numerator;
      for (int n = 1; n <= options_.max_raise; ++n) {
        if (raised.terms().size() * cell.ring->groups[g].size > 200000 || raised.degree(g) >= 15) break;
        raised = raised.raised(g, 1);
        if (check(cell, raised, orientation, outcome)) {
          raise.assign(cell.groups.size(), 0);
          raise[g] = n;
          return raise;
        }
      }
    }
    return std::nullopt;
  }

  bool check(const Cell& cell, const P& f, int orientation, CoefficientOutcome& outcome) const {
    bool all = true;
    outcome.coefficients += f.terms().size();
    for (const Term& t : f.terms()) {
      if (orientation * sign(t.coefficient) >= 0) continue;
      all = false;
      if (auto vertex = vertex_of(cell, f, t)) {
        outcome.negative_vertex = std::move(vertex);
        return false;
      }
    }
    return all;
  }

  /// The vertex at which only this term does not vanish, if there is one.
  static std::optional<std::vector<std::vector<Rational>>> vertex_of(const Cell& cell, const P& f, const Term& t) {
    std::vector<std::vector<Rational>> point;
    for (std::size_t g = 0; g < cell.groups.size(); ++g) {
      const auto& group = cell.ring->groups[g];
      int at = 0;
      if (group.homogeneous) {
        for (int k = 0; k < group.size; ++k) {
          const int e = t.monomial.exponent(group.first + k);
          if (e != 0 && e != f.degree(g)) return std::nullopt;
          if (e != 0) at = k;
        }
        if (f.degree(g) == 0) {  // the goal does not depend on this group: take the centre, inside every open bound
          std::vector<Rational> centre(cell.groups[g].vertices[0].size(), 0);
          for (const auto& v : cell.groups[g].vertices) {
            for (std::size_t k = 0; k < v.size(); ++k) centre[k] += v[k] / Rational(cell.groups[g].vertices.size());
          }
          point.push_back(std::move(centre));
          continue;
        }
      } else if (t.monomial.exponent(group.first) != 0) {
        return std::nullopt;
      }
      point.push_back(cell.groups[g].vertices[at]);
    }
    return point;
  }

  struct Edge {
    int group, i, j;
  };
  /// The edge after whose cut the negative coefficients weigh least, among those that can change the worst of them:
  /// edges between vertices that its monomial mixes.
  Edge best_edge(const Cell& cell, int orientation) const {
    std::vector<Edge> candidates;
    const auto collect = [&](const P& p, int sign_wanted) {
      const Term* worst = nullptr;
      double weight = 0;
      for (const Term& t : p.terms()) {
        const double c = to_integer(t.coefficient).template convert_to<double>() * sign_wanted;
        if (c < weight) {
          weight = c;
          worst = &t;
        }
      }
      if (!worst) return;
      for (int g = 0; g < static_cast<int>(cell.groups.size()); ++g) {
        const auto& group = cell.ring->groups[g];
        if (!group.homogeneous) {
          if (worst->monomial.exponent(group.first) > 0) candidates.push_back({g, 0, 0});
          continue;
        }
        for (int i = 0; i < group.size; ++i) {
          for (int j = i + 1; j < group.size; ++j) {
            if (worst->monomial.exponent(group.first + i) > 0 && worst->monomial.exponent(group.first + j) > 0)
              candidates.push_back({g, i, j});
          }
        }
      }
    };
    collect(cell.numerator, orientation);
    for (const auto& [p, power] : cell.denominators)
      collect(p, negative_weight(p, 1) < negative_weight(p, -1) ? 1 : -1);
    Edge best{-1, 0, 0};
    double best_score = -1;
    for (const Edge& edge : candidates) {
      double score = 0;
      for (const bool left : {true, false}) {
        const Cell part = half(cell, edge.group, edge.i, edge.j, left);
        score += negative_weight(part.numerator, orientation);
        for (const auto& [p, power] : part.denominators)
          score += std::min(negative_weight(p, 1), negative_weight(p, -1));
      }
      if (best.group < 0 || score < best_score) {
        best = edge;
        best_score = score;
      }
    }
    return best;
  }
  static double negative_weight(const P& p, int orientation) {
    double negative = 0, total = 0;
    for (const Term& t : p.terms()) {
      const double c = to_integer(t.coefficient).template convert_to<double>() * orientation;
      total += std::abs(c);
      if (c < 0) negative -= c;
    }
    return total > 0 ? negative / total : 0;
  }

  Cell half(const Cell& cell, int g, int i, int j, bool left) const {
    Cell result = cell;
    CellGroup& cg = result.groups[g];
    const auto transform = [&](auto&& f) {
      result.numerator = f(result.numerator);
      for (auto& [p, power] : result.denominators) p = f(p);
    };
    if (cg.kind == CellGroup::Kind::half_line) {
      const Rational start = cg.vertices[0][0], cut = start + cg.step;
      if (left) {
        auto ring = std::make_shared<PolynomialRing>(*cell.ring);
        auto& group = ring->groups[g];
        const int partner = group.first - 1;
        group = {partner, 2, true};
        const Rational width = cg.step;
        transform([&](const P& p) { return p.closed(ring, g, width, partner); });
        result.ring = ring;
        cg.kind = CellGroup::Kind::interval;
        cg.vertices = {{start}, {cut}};
        cg.excluded = {cg.excluded[0], false};
      } else {
        const Rational width = cg.step;
        transform([&](const P& p) { return p.shifted(g, width); });
        cg.vertices = {{cut}};
        cg.excluded = {false};
        cg.step *= 2;
      }
      return result;
    }
    transform([&](const P& p) { return p.halved(g, i, j, left); });
    const int moved = left ? j : i;
    for (std::size_t k = 0; k < cg.vertices[i].size(); ++k) {
      const Rational middle = (cg.vertices[i][k] + cg.vertices[j][k]) / 2;
      cg.vertices[moved][k] = middle;
    }
    cg.excluded[moved] = cg.kind == CellGroup::Kind::chamber && cg.excluded[i] && cg.excluded[j];
    return result;
  }

  const Statement& statement_;
  const CoefficientOptions options_;
  const std::vector<Origin> origins_;
  Clock::time_point deadline_;
  std::shared_ptr<const PolynomialRing> ring_;
  std::shared_ptr<Denominators<P>> table_;
};

template <int W, class C>
CoefficientOutcome prove(const Statement& statement, int goal, const CoefficientOptions& options,
                         Clock::time_point deadline) {
  const ExpansionBudget budget(options.max_bytes, deadline, options.stop);
  return Prover<W, C>(statement, options, deadline).prove(goal);
}

}  // namespace hebb::coefficients
