using PathAlign.Contracts.Datasets;

namespace PathAlign.Feedback.Operations;

/// <summary>The round's images have no such class.</summary>
internal sealed class UnknownClassException(DatasetDescription dataset)
    : Exception($"class: expected one of {string.Join(", ", dataset.Codes)}, or none");
