#pragma once

#include <vector>

#include <hebb/verify/splits/form.hpp>

namespace hebb::splits {

/// Points inside the orthant of n coordinates at which the form is zero and has a minimum: whole coordinates without a
/// common divisor, all positive. Found by Newton's method from fixed starts, rounded to nearby rational points and kept
/// where the form is exactly zero; so there may be more.
std::vector<std::vector<Integer>> contacts(const Form<Integer>& f, int n);

}  // namespace hebb::splits
