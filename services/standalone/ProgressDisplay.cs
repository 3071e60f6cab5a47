using System.Globalization;
using PathAlign.Training;
using Spectre.Console;

namespace PathAlign.Standalone;

/// <summary>Shows a long run: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    internal static T Show<T>(string stage, Func<IProgress<TrainingProgress>, T> run)
    {
        if (Console.IsOutputRedirected) return run(new Lines());
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context => run(new Bar(context.AddTask(stage))));
    }

    /// <summary>Shows a run that counts: a bar on a terminal, a line for each report elsewhere.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="run">Reports the numbers of finished and of all.</param>
    internal static T Count<T>(string what, Func<Action<int, int>, T> run)
    {
        if (Console.IsOutputRedirected) return run((done, total) => Console.WriteLine($"{what} {done}/{total}"));
        return AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask(what);
            return run((done, total) => (task.MaxValue, task.Value) = (total, done));
        });
    }

    private static string Describe(TrainingProgress p) => string.Create(CultureInfo.InvariantCulture,
        $"{p.Stage} {p.Step}/{p.Total}  loss {p.Loss:f4}  {p.ImagesPerSecond:f0} images/s  {p.Left:hh\\:mm\\:ss} " +
            $"left{(p.Note is null ? "" : "  " + p.Note)}");

    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            (task.MaxValue, task.Value) = (value.Total, value.Step);
            task.Description = Markup.Escape(Describe(value));
        }
    }

    private sealed class Lines : IProgress<TrainingProgress>
    {
        private DateTime _next = DateTime.MinValue;

        public void Report(TrainingProgress value)
        {
            if (DateTime.UtcNow < _next && value.Step != value.Total) return;
            _next = DateTime.UtcNow + LineEvery;
            Console.WriteLine(Describe(value));
        }
    }
}
