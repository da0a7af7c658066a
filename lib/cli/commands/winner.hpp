#pragma once

#include "shared/common.hpp"

namespace hebb::cli {

void add_winner(Command app, int& exit_code);

}  // namespace hebb::cli
