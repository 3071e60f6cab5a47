using System.Globalization;
using PathAlign.StableDiffusion;
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

    /// <summary>Shows a run that counts: a bar on a terminal, a line every few seconds elsewhere.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="run">Reports the numbers of finished and of all.</param>
    internal static T Count<T>(string what, Func<Action<int, int>, T> run) =>
        Draw(what, report => run((done, total) => report(new DrawingProgress(done, total))));

    /// <summary>As <see cref="Count"/>; where lines are written, a run that ends within seconds writes none.</summary>
    internal static T CountLong<T>(string what, Func<Action<int, int>, T> run) =>
        Draw(what, report => run((done, total) => report(new DrawingProgress(done, total))), new Pace(waits: true));

    /// <summary>As <see cref="Count"/>, with the steps of the current image.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="run">Reports its images and steps.</param>
    internal static T Draw<T>(string what, Func<Action<DrawingProgress>, T> run) =>
        Draw(what, run, new Pace());

    private static T Draw<T>(string what, Func<Action<DrawingProgress>, T> run, Pace pace)
    {
        if (Console.IsOutputRedirected)
        {
            return run(p =>
            {
                if (pace.IsDue(p.Done == p.Images)) Console.WriteLine(Describe(what, p));
            });
        }
        return AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask(what);
            return run(p =>
            {
                (task.MaxValue, task.Value) = (p.Images, p.Value);
                task.Description = Markup.Escape(Describe(what, p));
            });
        });
    }

    private static string Describe(string what, DrawingProgress p) =>
        $"{what} {p.Done}/{p.Images}{(p.Steps == 0 ? "" : $", step {p.Step}/{p.Steps}")}";

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
        private readonly Pace _pace = new();

        public void Report(TrainingProgress value)
        {
            if (_pace.IsDue(value.Step == value.Total)) Console.WriteLine(Describe(value));
        }
    }

    /// <summary>Lets the first line pass, the last one, and one every few seconds in between.</summary>
    /// <param name="waits">Whether the first line, too, comes after some seconds; none comes before it.</param>
    private sealed class Pace(bool waits = false)
    {
        private DateTime _next = waits ? DateTime.UtcNow + LineEvery : DateTime.MinValue;
        private bool _begun = !waits;

        internal bool IsDue(bool isLast)
        {
            if (DateTime.UtcNow < _next && !(isLast && _begun)) return false;
            (_next, _begun) = (DateTime.UtcNow + LineEvery, true);
            return true;
        }
    }
}
