using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>The people who rate instead of the simulated pathologist, and the port of their app.</summary>
/// <param name="Port">The port of the rating app on loopback.</param>
/// <param name="Accounts">Names and roles.</param>
internal sealed record People(int Port, IReadOnlyList<(string Name, RaterRole Role)> Accounts);
