#pragma once

#include <hebb/certificate/statement.hpp>

namespace hebb::checker {

/// The statement with ranges in place of its simplices: { p >= 0, sum p = 1 } is 0 <= p_k <= 1 - p_1 - ... - p_(k-1)
/// for k < n with p_n = 1 - p_1 - ... - p_(n-1), and with strict bounds for an open simplex. The variables keep their
/// places, p_n in the code is that difference. Rejects a leader chamber.
Statement in_ranges(const Statement& statement);

}  // namespace hebb::checker
