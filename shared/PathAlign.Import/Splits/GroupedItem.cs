namespace PathAlign.Import.Splits;

/// <summary>The properties of an item that a split depends on.</summary>
/// <param name="Class">The class, whose images are spread by the shares.</param>
/// <param name="Group">The patient or slide, which stays in one split.</param>
internal sealed record GroupedItem(string Class, string Group);
