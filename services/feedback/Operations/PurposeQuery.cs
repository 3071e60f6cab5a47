using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using PathAlign.Contracts.Events;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>The query parameter that chooses between a round's training images and those of its comparison.</summary>
internal static class PurposeQuery
{
    private const string Training = "training", Evaluation = "evaluation";

    internal static ParameterNote Note =>
        ParameterNote.OneOf("purpose", "The purpose; training by default.", Training, Evaluation);

    /// <summary>Reads the parameter; without one it is training.</summary>
    internal static bool TryRead(
        string? purpose, out ImagePurpose read, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        read = purpose == Evaluation ? ImagePurpose.Evaluation : ImagePurpose.Training;
        problem = purpose is null or Training or Evaluation
            ? null
            : Problems.InvalidQuery($"purpose: expected {Training} or {Evaluation}, or none for {Training}");
        return problem is null;
    }
}
