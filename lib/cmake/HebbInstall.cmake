include(CMakePackageConfigHelpers)
get_property(targets GLOBAL PROPERTY HEBB_TARGETS)
install(TARGETS ${targets} EXPORT hebbTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(HEBB_BUILD_CLI)
  install(TARGETS hebb RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
set(destination "${CMAKE_INSTALL_LIBDIR}/cmake/hebb")
list(TRANSFORM targets REPLACE "^hebb_" "" OUTPUT_VARIABLE HEBB_PARTS)
list(JOIN HEBB_PARTS ", " HEBB_PARTS)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/hebbConfig.cmake.in" "${CMAKE_CURRENT_BINARY_DIR}/hebbConfig.cmake"
  INSTALL_DESTINATION "${destination}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/hebbConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/hebbConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/hebbConfigVersion.cmake"
  DESTINATION "${destination}")
install(EXPORT hebbTargets NAMESPACE hebb:: DESTINATION "${destination}")
