#include <hebb/verify/coefficients/engine.hpp>

namespace hebb::coefficients {

template CoefficientOutcome prove<1, Integer>(const Statement&, int, const CoefficientOptions&, Clock::time_point);

}  // namespace hebb::coefficients
