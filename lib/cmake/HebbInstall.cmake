include(CMakePackageConfigHelpers)
get_property(targets GLOBAL PROPERTY HEBB_TARGETS)
install(TARGETS ${targets} EXPORT hebbTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT program NAMELINK_COMPONENT Unspecified)
file(GLOB headers "${CMAKE_CURRENT_SOURCE_DIR}/hebb/*.hpp")
install(FILES ${headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hebb")
if(HEBB_BUILD_CLI)
  if(BUILD_SHARED_LIBS)
    file(RELATIVE_PATH libraries "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
    set_target_properties(hebb PROPERTIES INSTALL_RPATH "$ORIGIN/${libraries}")
  endif()
  install(TARGETS hebb RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/cli/share/hebb.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
    RENAME hebb COMPONENT program)
  # Manual pages from --help, where help2man is installed.
  find_program(HEBB_HELP2MAN help2man)
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(HEBB_HELP2MAN AND Python3_FOUND)
    add_custom_command(OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/man/hebb.1"
      COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/manual.py" $<TARGET_FILE:hebb> "${HEBB_HELP2MAN}" ${PROJECT_VERSION}
              "${CMAKE_CURRENT_BINARY_DIR}/man"
      DEPENDS hebb "${CMAKE_CURRENT_LIST_DIR}/manual.py" VERBATIM COMMENT "Writing the manual pages")
    add_custom_target(hebb_manual ALL DEPENDS "${CMAKE_CURRENT_BINARY_DIR}/man/hebb.1")
    install(DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT program
      FILES_MATCHING PATTERN "*.1")
  endif()
endif()
set(destination "${CMAKE_INSTALL_LIBDIR}/cmake/hebb")
set(all_targets ${targets})
list(TRANSFORM targets REPLACE "^hebb_" "" OUTPUT_VARIABLE HEBB_PARTS)
list(JOIN HEBB_PARTS ", " HEBB_PARTS)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/hebbConfig.cmake.in" "${CMAKE_CURRENT_BINARY_DIR}/hebbConfig.cmake"
  INSTALL_DESTINATION "${destination}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/hebbConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/hebbConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/hebbConfigVersion.cmake"
  DESTINATION "${destination}")

# pkg-config: the archives in the order of linking, users before what they use.
file(RELATIVE_PATH HEBB_PC_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
set(HEBB_PC_LIBRARIES)
foreach(target IN LISTS all_targets)
  get_target_property(type ${target} TYPE)
  if(type MATCHES "STATIC_LIBRARY|SHARED_LIBRARY")
    string(PREPEND HEBB_PC_LIBRARIES "-l${target} ")
  endif()
endforeach()
configure_file("${CMAKE_CURRENT_LIST_DIR}/hebb.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/hebb.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/hebb.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(EXPORT hebbTargets NAMESPACE hebb:: DESTINATION "${destination}")

# Two Debian packages: the program (hebb), and headers, archives and build files (libhebb-dev). `cpack -G DEB` in the build folder.
if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_PACKAGE_NAME hebb)
  set(CPACK_PACKAGE_CONTACT "The hebb authors")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
  set(CPACK_COMPONENTS_ALL program Unspecified)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME hebb)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION math)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "coinor-csdp")
  set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_NAME libhebb-dev)
  set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_DEPENDS "libboost-dev, libmpfr-dev, libmpfi-dev, libgmp-dev, librandom123-dev, nlohmann-json3-dev, libfmt-dev, libtbb-dev, libssl-dev, tao-pegtl-dev, libeigen3-dev, libflint-dev")
  include(CPack)
endif()
