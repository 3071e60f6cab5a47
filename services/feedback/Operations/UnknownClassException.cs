using PathAlign.Contracts.Datasets;

namespace PathAlign.Feedback.Operations;

/// <summary>A class that the round's images do not have.</summary>
internal sealed class UnknownClassException(DatasetDescription dataset)
    : Exception($"class: expected one of {string.Join(", ", dataset.Codes)}, or none");
