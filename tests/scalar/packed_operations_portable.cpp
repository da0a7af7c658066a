#include "packed_operations_impl.hpp"

namespace hebb::test {

template void packed_evaluate<Portable>(PackedOperation, Ends, Ends, double*, double*, std::size_t);
template void packed_decide<Portable>(PackedMask, Ends, Ends, unsigned*, std::size_t);
template void packed_constant<Portable>(const Rational&, double*, double*);

}  // namespace hebb::test
