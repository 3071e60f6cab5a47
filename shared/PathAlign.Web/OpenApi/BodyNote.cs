namespace PathAlign.Web.OpenApi;

/// <summary>The body of a request as the document describes it.</summary>
/// <param name="Type">What it is read as; null for bytes or lines that have no schema.</param>
/// <param name="MediaType">What its header has to say.</param>
/// <param name="Example">One that is let through: of <paramref name="Type"/>, or text.</param>
/// <param name="Description">What it holds.</param>
internal sealed record BodyNote(Type? Type, string MediaType, object Example, string Description);
