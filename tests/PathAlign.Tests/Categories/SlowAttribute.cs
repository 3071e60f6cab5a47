namespace PathAlign.Tests.Categories;

/// <summary>
/// Takes many seconds: series of rounds, trainings to the end, long simulations. <c>./pathalign test quick</c> leaves
/// it out.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute() : CategoryAttribute("Slow");
