#pragma once

// Intervals in vector registers, several boxes at a time. Link hebb::scalar.

#include <hebb/scalar/packed/packed.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/scalar/packed/packed_nonnegative.hpp>
