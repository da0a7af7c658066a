#include <hebb/simulation/spiking/draw_kernel_impl.hpp>

#if defined(__AVX2__)
namespace hebb::spiking {
template void draw<Avx2>(const philox::RoundKeys&, std::uint32_t, std::uint64_t, Draws&);
template void exponentials<Avx2>(const double*, std::size_t, double*, double*);
}  // namespace hebb::spiking
#endif
