#include <boost/numeric/interval.hpp>

#include "field_intervals.hpp"

namespace bench {

using Default = boost::numeric::interval<double>;
using Unprotected = boost::numeric::interval_lib::unprotect<Default>::type;

template <int D>
void field_boost(const double* p, double* f) {
  field_intervals<Default, D>(p, f);
}

template <int D>
void field_boost_unprotected(const double* p, double* f) {
  const Default::traits_type::rounding upward;  // sets the rounding mode for the block
  field_intervals<Unprotected, D>(p, f);
}

template void field_boost<3>(const double*, double*);
template void field_boost<8>(const double*, double*);
template void field_boost_unprotected<3>(const double*, double*);
template void field_boost_unprotected<8>(const double*, double*);

}  // namespace bench
