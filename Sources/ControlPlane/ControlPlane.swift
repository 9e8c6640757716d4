import PersonalizeAPI

/// The control plane: the 71 operations on a tenant's resources, a file a family.
package struct ControlPlane: PersonalizeService {
  package typealias Context = ControlContext

  package init() {}
}
