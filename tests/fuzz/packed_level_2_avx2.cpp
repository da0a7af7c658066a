#include "packed_level_kernel.hpp"

#if defined(__AVX2__)
namespace hebb::test {

template void packed_level<PortableAt<2>>(const double*, const double*, double (&)[level_results][8],
                                          double (&)[level_results][8]);
template void packed_level<Avx2At<2>>(const double*, const double*, double (&)[level_results][8],
                                      double (&)[level_results][8]);

}  // namespace hebb::test
#endif
