#pragma once

#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/verify/splits/form.hpp>

namespace hebb::splits {

/// A goal and the assumptions that can be used, as forms on the orthant of SplitProof.
template <class C>
struct Task {
  struct Assumption {
    int number;
    Relation relation;
    Form<C> form;
  };
  Form<C> goal;
  std::vector<Assumption> assumptions;
  /// The same with another goal and other assumptions, form by form.
  template <class Change>
  Task changed(const Change& change) const {
    Task result;
    result.goal = change(goal);
    for (const Assumption& g : assumptions) result.assumptions.push_back({g.number, g.relation, change(g.form)});
    return result;
  }
};

struct Cone {
  int coordinates = 0;
  Task<Rational> task;
  bool has_divisor = false;  // the goal, or a bound that it depends on, is divided by something that is not constant
};

/// The statements, without whole lines, whose domains make up that of `statement`, in the order of SplitProof.
std::vector<Statement> without_whole_lines(const Statement& statement);

/// Throws PreconditionError for a goal that has no such form. Assumptions that have none are left out.
Cone expand_on_cone(const Statement& statement, int goal, bool joint, bool with_assumptions);

/// Whether assumptions may be used with the coordinates: see SplitProof.
bool covers_all(const Statement& statement, bool joint);

}  // namespace hebb::splits
