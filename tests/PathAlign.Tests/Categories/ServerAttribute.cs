namespace PathAlign.Tests.Categories;

/// <summary>Starts a broker, a database, an object store or a sign-in provider, so it needs more than .NET.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ServerAttribute() : CategoryAttribute("Server");
