using System.Globalization;
using PathAlign.Training;

namespace PathAlign.Generator.Training;

/// <summary>
/// Writes every tenth step of a run to a CSV file (step, loss, rate, images per second), and forwards every report.
/// </summary>
internal sealed class LossLog(string path, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>, IDisposable
{
    private readonly StreamWriter _file = new(path, append: true);

    public void Report(TrainingProgress value)
    {
        if (value.Step % 10 == 0)
        {
            _file.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Step},{value.Loss:g6},{value.LearningRate:g6},{value.ImagesPerSecond:f1}"));
            _file.Flush();
        }
        next?.Report(value);
    }

    public void Dispose() => _file.Dispose();
}
