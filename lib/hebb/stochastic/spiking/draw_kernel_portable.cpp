#include <hebb/stochastic/spiking/draw_kernel_impl.hpp>

namespace hebb::spiking {

template void draw<Portable>(const philox::RoundKeys&, std::uint32_t, std::uint64_t, Draws&);
template void exponentials<Portable>(const double*, std::size_t, double*, double*);

void draw(const philox::RoundKeys& keys, std::uint32_t run, std::uint64_t first, Draws& out) {
  dispatch([&]<class Isa>(Isa) { draw<Isa>(keys, run, first, out); });
}
void exponentials(const double* x, std::size_t n, double* growth, double* decay) {
  dispatch([&]<class Isa>(Isa) { exponentials<Isa>(x, n, growth, decay); });
}
double decay_factor(double x) { return x > 700 ? 0 : exp_of<Portable>(-x); }

}  // namespace hebb::spiking
