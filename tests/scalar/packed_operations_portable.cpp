#include "packed_operations_impl.hpp"

namespace hebb::test {

template void packed_evaluate<Portable>(PackedOperation, Ends, Ends, double*, double*, std::size_t);
template void packed_decide<Portable>(PackedMask, Ends, Ends, unsigned*, std::size_t);
template void packed_constant<Portable>(const Rational&, double*, double*);

void packed_evaluate_alone(PackedOperation operation, Ends x, Ends y, double* lower, double* upper, std::size_t n) {
  for (std::size_t k = 0; k < n; k += lane_count) {
    packed_apply(operation, PackedInterval<Portable>::load(x.lower + k, x.upper + k),
                 PackedInterval<Portable>::load(y.lower + k, y.upper + k))
        .store(lower + k, upper + k);
  }
}

}  // namespace hebb::test
