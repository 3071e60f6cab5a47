namespace PathAlign.Tests.Categories;

/// <summary>
/// Takes many seconds: whole rounds, trainings to the end, long simulations. <c>./pathalign test quick</c> leaves it out.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute() : CategoryAttribute("Slow");
