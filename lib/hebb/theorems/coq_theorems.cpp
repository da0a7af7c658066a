#include <algorithm>

#include <hebb/theorems/coq_theorems.hpp>

namespace hebb {

std::vector<CoqTheorem> coq_theorems_of(std::string_view claim) {
  std::vector<CoqTheorem> found;
  std::ranges::copy_if(coq_theorems(), std::back_inserter(found),
                       [&](const CoqTheorem& t) { return t.claim == claim; });
  return found;
}

bool covers_the_claim(std::string_view covers) { return covers == "all d" || covers == "all d, together"; }

CoqVerdict coq_verdict(std::span<const CoqTheorem> theorems) {
  bool covered = false, all_parts_checked = true;
  int parts = 0;
  for (const CoqTheorem& t : theorems) {
    if (t.covers == "all d") {
      covered = true;
      if (t.checked) return {true, {}};
    } else if (covers_the_claim(t.covers)) {
      ++parts;
      all_parts_checked = all_parts_checked && t.checked;
    }
  }
  if (parts >= 2 && all_parts_checked) return {true, {}};  // one part alone is not the whole
  if (!covered && parts < 2) return {};
  return {false, "the Coq theory has changed since it was last compiled; run ./bootstrap.sh proofs"};
}

bool accepted_in_coq(std::string_view digest) { return std::ranges::binary_search(digests_accepted_in_coq(), digest); }

}  // namespace hebb
