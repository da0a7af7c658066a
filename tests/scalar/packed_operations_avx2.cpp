#include "packed_operations_impl.hpp"

#if defined(__AVX2__)
namespace hebb::test {

template void packed_evaluate<Avx2>(PackedOperation, Ends, Ends, double*, double*, std::size_t);
template void packed_decide<Avx2>(PackedMask, Ends, Ends, unsigned*, std::size_t);
template void packed_constant<Avx2>(const Rational&, double*, double*);

}  // namespace hebb::test
#endif
