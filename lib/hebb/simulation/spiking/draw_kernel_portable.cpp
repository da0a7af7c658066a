#include <hebb/simulation/spiking/draw_kernel_impl.hpp>

namespace hebb::spiking {

template void draw<Portable>(const philox::RoundKeys&, std::uint32_t, std::uint64_t, Draws&);
template void exponentials<Portable>(const double*, std::size_t, double*, double*);

double decay_factor(double x) { return x > 700 ? 0 : exp_of<Portable>(-x); }

}  // namespace hebb::spiking
