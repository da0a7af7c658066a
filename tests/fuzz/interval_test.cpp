#include "containment.hpp"

namespace hebb::test {
using Scalars = testing::Types<MakeInterval>;
INSTANTIATE_TYPED_TEST_SUITE_P(Interval, Containment, Scalars);
}  // namespace hebb::test
