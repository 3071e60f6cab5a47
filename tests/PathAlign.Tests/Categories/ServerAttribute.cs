namespace PathAlign.Tests.Categories;

/// <summary>Starts a broker, a database, an object store or a sign-in provider: a package beside .NET is needed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ServerAttribute() : CategoryAttribute("Server");
