#include <Random123/philox.h>

#include <hebb/random/philox.hpp>

namespace hebb::philox {

std::array<std::uint32_t, 4> block(std::uint64_t seed, const std::array<std::uint32_t, 4>& counter) {
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto words =
      r123::Philox4x32()(r123::Philox4x32::ctr_type{{counter[0], counter[1], counter[2], counter[3]}}, key);
  return {words[0], words[1], words[2], words[3]};
}

}  // namespace hebb::philox
