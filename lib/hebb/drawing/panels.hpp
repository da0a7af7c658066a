#pragma once

#include <string>
#include <vector>

#include <hebb/drawing/picture.hpp>

namespace hebb {

/// The pictures below one another, as one picture as wide as the widest, under a common title.
/// Throws PreconditionError without pictures.
Picture stacked(std::string name, std::string title, std::string description, const std::vector<Picture>& panels);

/// The same from left to right, as high as the highest.
Picture beside(std::string name, std::string title, std::string description, const std::vector<Picture>& panels);

}  // namespace hebb
