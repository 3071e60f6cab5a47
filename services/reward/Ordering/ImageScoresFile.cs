using System.Runtime.InteropServices;
using PathAlign.Files;

namespace PathAlign.Reward.Ordering;

/// <summary>Writes and reads the scores of a shard's images: the same scores give the same bytes.</summary>
internal static class ImageScoresFile
{
    private const string Disagreement = "disagreement", Points = "points";

    /// <summary>Writes scores of one image or more.</summary>
    internal static void Write(string path, ImageScores scores)
    {
        var width = scores.Points[0].Length;
        SafetensorsWriter.Write(
            path,
            [
                new TensorData(
                    Disagreement,
                    TensorDtype.F64,
                    [scores.Disagreement.Count],
                    MemoryMarshal.AsBytes<double>([.. scores.Disagreement]).ToArray()),
                new TensorData(
                    Points,
                    TensorDtype.F32,
                    [scores.Points.Count, width],
                    MemoryMarshal.AsBytes<float>([.. scores.Points.SelectMany(p => p)]).ToArray()),
            ]);
    }

    /// <summary>Reads scores.</summary>
    /// <exception cref="InvalidInputException">The file holds no scores.</exception>
    internal static ImageScores Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var disagreement = MemoryMarshal.Cast<byte, double>(file.Bytes(Disagreement)).ToArray();
        var points = MemoryMarshal.Cast<byte, float>(file.Bytes(Points)).ToArray();
        Require(file.Tensors[Disagreement] is { Dtype: TensorDtype.F64, Shape: [> 0] }, Disagreement, "F64 [N]");
        Require(
            file.Tensors[Points] is { Dtype: TensorDtype.F32, Shape: [var rows, > 0] } && rows == disagreement.Length,
            Points,
            "F32 [N,F]");
        return new ImageScores(disagreement, [.. points.Chunk(points.Length / disagreement.Length)]);

        void Require(bool holds, string tensor, string expected)
        {
            if (!holds)
                throw new InvalidInputException(
                    path,
                    $"tensor '{tensor}'",
                    $"expected {expected} of N images, found {file.Tensors[tensor].Dtype} " +
                        $"[{string.Join(',', file.Tensors[tensor].Shape)}]");
        }
    }
}
