#include <hebb/simulation/spiking/draw_kernel.hpp>

// Here the bodies must not be visible: they would be compiled for every instruction set without its instructions.

namespace hebb::spiking {

void draw(const philox::RoundKeys& keys, std::uint32_t run, std::uint64_t first, Draws& out) {
  dispatch([&]<class Isa>(Isa) { draw<Isa>(keys, run, first, out); });
}
void exponentials(const double* x, std::size_t n, double* growth, double* decay) {
  dispatch([&]<class Isa>(Isa) { exponentials<Isa>(x, n, growth, decay); });
}

}  // namespace hebb::spiking
