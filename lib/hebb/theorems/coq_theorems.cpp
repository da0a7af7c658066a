#include <algorithm>
#include <hebb/theorems/coq_theorems.hpp>

namespace hebb {

std::vector<CoqTheorem> coq_theorems_of(std::string_view claim) {
  std::vector<CoqTheorem> found;
  std::ranges::copy_if(coq_theorems(), std::back_inserter(found), [&](const CoqTheorem& t) { return t.claim == claim; });
  return found;
}

bool accepted_in_coq(std::string_view digest) { return std::ranges::binary_search(digests_accepted_in_coq(), digest); }

}  // namespace hebb
