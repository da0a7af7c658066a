#pragma once

#include <functional>
#include <map>
#include <string>

#include <hebb/certificate/statement_builder.hpp>

namespace hebb {

/// A statement taken apart into terms, to be written down again with some of them replaced.
class StatementCopy {
 public:
  /// The term of one operation, given that of its operand; nothing where it stays as it is.
  using Replace = std::function<std::optional<Symbol>(int node, const Instruction&, const Symbol& operand)>;
  struct Ends {
    std::optional<Symbol> lower, upper;
  };

  explicit StatementCopy(const Statement& statement, const Replace& replace = {});
  /// The term of a node.
  const Symbol& operator[](int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  /// The factors of the domain in their order; the ranges of these variables with other, closed ends.
  void declare(StatementBuilder& b, const std::map<std::string, Ends>& changes = {}) const;
  void assume(StatementBuilder& b) const;
  void claim(StatementBuilder& b) const;

 private:
  const Statement& statement_;
  Vec<Symbol> nodes_;
};

}  // namespace hebb
