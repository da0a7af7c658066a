#pragma once

#include <functional>
#include <string>
#include <vector>

#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Whether PATH has a program of that name.
bool is_in_path(const std::string& program);

/// Runs a program, found in PATH, with its standard output and error read line by line; its exit code, 1 after a
/// signal. When `stop` becomes true it is killed, and Stopped is thrown. Throws PreconditionError when it cannot be
/// started.
int run_program(const std::vector<std::string>& arguments, StopFlag stop,
                const std::function<void(const std::string&)>& line_done);

}  // namespace hebb
