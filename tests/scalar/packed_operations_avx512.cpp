#include "packed_operations_impl.hpp"

#if defined(__AVX512F__)
namespace hebb::test {

template void packed_evaluate<Avx512>(PackedOperation, Ends, Ends, double*, double*, std::size_t);
template void packed_decide<Avx512>(PackedMask, Ends, Ends, unsigned*, std::size_t);
template void packed_constant<Avx512>(const Rational&, double*, double*);

}  // namespace hebb::test
#endif
