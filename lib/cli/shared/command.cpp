#include "shared/command.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <hebb/text/nearest.hpp>

#include "shared/numbers.hpp"

namespace hebb::cli {

Option Option::required() {
  option_->required();
  return *this;
}
Option Option::shows_default() {
  option_->capture_default_str();
  return *this;
}
Option Option::description(const std::string& text) {
  option_->description(text);
  return *this;
}
Option Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}
Option Option::separated_by(char separator) {
  option_->delimiter(separator);
  return *this;
}
Option Option::one_value_each() {
  option_->allow_extra_args(false);
  return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& description) {
  return Command(app_->add_subcommand(name, description));
}
Command Command::subcommand(const std::string& name) const { return Command(app_->get_subcommand(name)); }
std::vector<std::string> Command::subcommand_names() const {
  std::vector<std::string> names;
  for (const CLI::App* command : app_->get_subcommands(nullptr)) names.push_back(command->get_name());
  return names;
}
void Command::require_subcommand() { app_->require_subcommand(1); }

Option Command::add_option(const std::string& name, std::string& value, const std::string& description) {
  return Option(app_->add_option(name, value, description));
}
Option Command::add_option(const std::string& name, std::vector<std::string>& values, const std::string& description) {
  return Option(app_->add_option(name, values, description));
}
Option Command::add_number(const std::string& name, const std::string& value,
                           std::function<void(const std::string&)> store, const std::string& description) {
  CLI::Option* option = app_->add_option_function<std::string>(name, std::move(store), description);
  if (!value.empty()) option->default_str(value);
  return Option(option);
}
Option Command::add_count(const std::string& name, std::function<void(std::uint64_t)> store, const std::string& value,
                          std::uint64_t least, std::uint64_t most, const std::string& description) {
  return add_number(
      name, value,
      [=, store = std::move(store)](const std::string& text) { store(parse_count(name, text, least, most)); },
      description);
}
Option Command::add_seconds(const std::string& name, double& value, const std::string& description) {
  return add_number(
      name, fmt::format("{}", value), [name, &value](const std::string& text) { value = parse_seconds(name, text); },
      description);
}
Option Command::add_flag(const std::string& name, bool& value, const std::string& description) {
  return Option(app_->add_flag(name, value, description));
}

void Command::footer(const std::string& text) { app_->footer(text); }
void Command::callback(std::function<void()> action) { app_->callback(std::move(action)); }

CommandLine::CommandLine(const std::string& description, const std::string& version)
    : app_(std::make_unique<CLI::App>(description)) {
  app_->set_version_flag("--version", version);
}
CommandLine::~CommandLine() = default;
Command CommandLine::root() const { return Command(app_.get()); }

namespace {

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

/// CLI11 answers an unknown command with the list of everything that it did not understand.
void require_known_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  const CLI::App* command = find_command(app, argv[1]);
  if (!command) {
    const std::string nearest = nearest_name(argv[1], Command(const_cast<CLI::App*>(&app)).subcommand_names());
    throw UsageError(fmt::format("there is no command '{}'; {}'hebb --help' lists them", argv[1],
                                 nearest.empty() ? "" : "did you mean " + nearest + "? "));
  }
  const std::vector<std::string> names = Command(const_cast<CLI::App*>(command)).subcommand_names();
  if (command->get_require_subcommand_min() == 0) return;  // what follows may be a file
  if (names.empty() || (argc > 2 && (argv[2][0] == '-' || find_command(*command, argv[2])))) return;
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  throw UsageError(argc > 2 ? fmt::format("there is no '{} {}'; {} has {}", argv[1], argv[2], argv[1], list)
                            : fmt::format("{} needs one of {}", argv[1], list));
}

/// The command that was being parsed, and its name: "hebb experiment noise".
std::pair<const CLI::App*, std::string> parsed_command(const CLI::App& app) {
  std::pair<const CLI::App*, std::string> found{&app, "hebb"};
  for (std::vector<CLI::App*> next = app.get_subcommands(); !next.empty(); next = found.first->get_subcommands()) {
    found.first = next.front();
    found.second += " " + found.first->get_name();
  }
  return found;
}

/// What is wrong with the first of the arguments that nothing took.
std::string unexpected(const CLI::App& command, const std::string& name, const std::string& argument) {
  if (argument.size() < 2 || argument[0] != '-') return fmt::format("{} cannot use '{}'", name, argument);
  const std::string option = argument.substr(0, argument.find('='));
  std::vector<std::string> known;
  for (const CLI::Option* o : command.get_options()) {
    for (const std::string& spelling : o->get_lnames()) known.push_back("--" + spelling);
  }
  const std::string nearest = nearest_name(option, known);
  return fmt::format("{} has no option {}{}", name, option, nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

}  // namespace

void CommandLine::run(int argc, char** argv) {
  require_known_command(*app_, argc, argv);
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() != 0) {
      const auto [command, name] = parsed_command(*app_);
      const std::vector<std::string> extra = app_->remaining(true);
      std::string what = e.what();
      if (dynamic_cast<const CLI::ExtrasError*>(&e) && !extra.empty()) {
        const auto option = std::ranges::find_if(extra, [](const std::string& x) { return x.starts_with("-"); });
        what = unexpected(*command, name == "hebb" ? name : name.substr(5),
                          option == extra.end() ? extra.front() : *option);
      }
      throw UsageError(fmt::format("{} ('{} --help' says more)", what, name));
    }
    app_->exit(e);  // --help, --version
  }
}

}  // namespace hebb::cli
