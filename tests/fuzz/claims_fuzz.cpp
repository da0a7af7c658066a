// libFuzzer on the language of claims: cmake --preset fuzz && cmake --build --preset fuzz &&
// build/fuzz/bin/fuzz_claims -max_len=4000 -max_total_time=600 CORPUS tests/data/claims
#include <cstdint>

#include <read_as_claims.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hebb::read_as_claims({reinterpret_cast<const char*>(data), size});
  return 0;
}
