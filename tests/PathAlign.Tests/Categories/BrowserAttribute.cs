namespace PathAlign.Tests.Categories;

/// <summary>Drives the rating app in Chromium.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class BrowserAttribute() : CategoryAttribute("Browser");
