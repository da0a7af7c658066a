#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

// The command line as the commands see it. command.cpp alone includes the library that parses it (CLI11), which is half
// of what a command file would cost to compile.

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace hebb::cli {

/// The largest number of an option, as of a seed.
constexpr std::uint64_t any_word = std::numeric_limits<std::uint64_t>::max();

/// One option or positional argument: a handle, copied freely; it lives as long as its Command.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option required();
  /// The help shows the value that the variable has now.
  Option shows_default();
  Option description(const std::string& text);
  /// Only together with the other option.
  Option needs(const Option& other);
  /// "a,b" is two values of a list.
  Option separated_by(char separator);
  /// Of a list: `--set x=1 --set y=2`, one value each time.
  Option one_value_each();

 private:
  CLI::Option* option_;
};

/// A command or a subcommand: a handle, copied freely. Every variable that is handed in must live until the command
/// line is parsed.
class Command {
 public:
  explicit Command(CLI::App* app) : app_(app) {}

  Command add_subcommand(const std::string& name, const std::string& description);
  /// The subcommand of that name, which exists.
  Command subcommand(const std::string& name) const;
  std::vector<std::string> subcommand_names() const;
  /// Exactly one subcommand must be given.
  void require_subcommand();

  /// "--name", or "NAME" for a positional argument.
  Option add_option(const std::string& name, std::string& value, const std::string& description);
  Option add_option(const std::string& name, std::vector<std::string>& values, const std::string& description);
  /// A whole number from least to most, as parse_count reads it; its present value is the default.
  template <std::integral T>
  Option add_count(const std::string& name, T& value, std::uint64_t least, std::uint64_t most,
                   const std::string& description) {
    return add_count(
        name, [&value](std::uint64_t x) { value = static_cast<T>(x); }, std::to_string(value), least, most,
        description);
  }
  template <std::integral T>
  Option add_count(const std::string& name, std::optional<T>& value, std::uint64_t least, std::uint64_t most,
                   const std::string& description) {
    return add_count(
        name, [&value](std::uint64_t x) { value = static_cast<T>(x); }, "", least, most, description);
  }
  /// Seconds: above 0, at most a year; the present value is the default.
  Option add_seconds(const std::string& name, double& value, const std::string& description);
  Option add_flag(const std::string& name, bool& value, const std::string& description);

  /// Shown at the end of the help: the examples.
  void footer(const std::string& text);
  /// What the command does, once its options are read.
  void callback(std::function<void()> action);

 private:
  Option add_number(const std::string& name, const std::string& value, std::function<void(const std::string&)> store,
                    const std::string& description);
  Option add_count(const std::string& name, std::function<void(std::uint64_t)> store, const std::string& value,
                   std::uint64_t least, std::uint64_t most, const std::string& description);
  CLI::App* app_;
};

/// A command line that cannot be understood; the message is one line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The program's command line.
class CommandLine {
 public:
  CommandLine(const std::string& description, const std::string& version);
  CommandLine(const CommandLine&) = delete;
  ~CommandLine();
  Command root() const;
  /// Reads the options and runs what was asked for: the action of a command, or the help. Throws UsageError; what an
  /// action throws passes through.
  void run(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace hebb::cli
