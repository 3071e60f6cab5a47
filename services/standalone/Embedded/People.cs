using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>The people who rate in the place of the simulated pathologist, and where they find the app.</summary>
/// <param name="Port">On loopback.</param>
/// <param name="Accounts">Names and roles.</param>
internal sealed record People(int Port, IReadOnlyList<(string Name, RaterRole Role)> Accounts);
