#include <hebb/replay/chain_ring_algebra.hpp>
#include <hebb/replay/chain_ring_functions.hpp>
#include <hebb/replay/chain_ring_limit.hpp>

namespace hebb::checker {

template class ChainRingOf<Fraction>;

}  // namespace hebb::checker
