#include "containment.hpp"

namespace hebb::test {
using Scalars = testing::Types<MakeReal<24>, MakeReal<53>, MakeReal<120>>;
INSTANTIATE_TYPED_TEST_SUITE_P(RealInterval, Containment, Scalars);
}  // namespace hebb::test
