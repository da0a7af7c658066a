#pragma once

#include <optional>

#include <hebb/drawing/picture.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// What rests on what, in layers from the lemmas on the left to the theorems on the right, coloured and marked by
/// verdict; each node links to "#claim-ID". Claims without any relation are left out; ids that a claim rests on but
/// that were not verified in this run are dashed. Empty when no claim rests on another.
std::optional<Picture> dependency_graph(const LedgerResult& result);

}  // namespace hebb
