namespace PathAlign.Data;

/// <summary>Draws the characteristic features of each tissue type.</summary>
internal static class TissuePainter
{
    internal static void Paint(StainCanvas canvas, int label, PhantomRandom random)
    {
        Action<StainCanvas, PhantomRandom> paint = label switch
        {
            0 => Adipose,
            1 => Background,
            2 => Debris,
            3 => Lymphocytes,
            4 => Mucus,
            5 => SmoothMuscle,
            6 => NormalMucosa,
            7 => Stroma,
            8 => Adenocarcinoma,
            _ => throw new ArgumentOutOfRangeException(nameof(label), $"label: expected 0 to 8, got {label}"),
        };
        paint(canvas, random);
    }

    /// <summary>Large empty cells between thin membranes.</summary>
    private static void Adipose(StainCanvas canvas, PhantomRandom random)
    {
        var centres = Enumerable.Range(0, 7)
            .Select(_ => (x: random.Uniform(-0.2, 1.2), y: random.Uniform(-0.2, 1.2)))
            .ToArray();
        canvas.Fill((x, y) =>
        {
            var (nearest, next) = (double.MaxValue, double.MaxValue);
            foreach (var c in centres)
            {
                var distance = Math.Sqrt(((x - c.x) * (x - c.x)) + ((y - c.y) * (y - c.y)));
                (nearest, next) = (Math.Min(nearest, distance), Math.Min(next, Math.Max(nearest, distance)));
            }
            var membrane = Math.Clamp(1 - ((next - nearest) / 0.035), 0, 1);
            return (0.06 * membrane, 0.03 + (0.4 * membrane));
        });
    }

    /// <summary>Glass: almost nothing, a faint shade.</summary>
    private static void Background(StainCanvas canvas, PhantomRandom random)
    {
        var shade = random.Uniform(0.02, 0.1);
        canvas.Fill((x, y) => (shade * 0.3, shade + (0.015 * canvas.Noise(x, y, 1.5))));
    }

    /// <summary>Necrosis: granular, shapeless, with crumbs of nuclei.</summary>
    private static void Debris(StainCanvas canvas, PhantomRandom random)
    {
        var level = random.Uniform(0.45, 0.65);
        canvas.Fill((x, y) => (0.16 + (0.1 * canvas.Noise(x, y, 0.12)), level + (0.18 * canvas.Noise(x, y, 0.3))));
        for (var i = 0; i < 45; i++)
            canvas.Ellipse(
                random.Unit(),
                random.Unit(),
                random.Uniform(0.008, 0.022),
                random.Uniform(0.008, 0.022),
                0,
                random.Uniform(0.4, 0.8),
                0.3);
    }

    /// <summary>Small dark round nuclei side by side.</summary>
    private static void Lymphocytes(StainCanvas canvas, PhantomRandom random)
    {
        canvas.Fill((x, y) => (0.15, 0.25 + (0.05 * canvas.Noise(x, y, 0.3))));
        var (pitch, jitter) = (random.Uniform(0.085, 0.105), 0.03);
        for (var y = 0.0; y < 1.05; y += pitch)
            for (var x = 0.0; x < 1.05; x += pitch)
                if (random.Unit() < 0.9)
                    canvas.Ellipse(
                        x + random.Normal(0, jitter),
                        y + random.Normal(0, jitter),
                        random.Uniform(0.032, 0.042),
                        random.Uniform(0.032, 0.042),
                        0,
                        random.Uniform(0.75, 1.1),
                        0.15);
    }

    /// <summary>Pale pools with bluish wisps.</summary>
    private static void Mucus(StainCanvas canvas, PhantomRandom random)
    {
        var angle = random.Uniform(0, Math.PI);
        canvas.Fill((x, y) =>
        {
            var wisp = Math.Pow(Math.Max(0, canvas.Noise(x, y, 0.22, angle, 3)), 2);
            return (0.1 + (0.28 * wisp), 0.06 + (0.1 * wisp));
        });
        for (var i = 0; i < 3; i++)
            canvas.Ellipse(random.Unit(), random.Unit(), 0.025, 0.02, random.Uniform(0, 3), 0.5, 0.2);
    }

    /// <summary>Parallel fibres with long nuclei along them.</summary>
    private static void SmoothMuscle(StainCanvas canvas, PhantomRandom random)
    {
        var angle = random.Uniform(0, Math.PI);
        canvas.Fill((x, y) => (0.1, 0.62 + (0.16 * canvas.Noise(x, y, 0.11, angle, 8))));
        for (var i = 0; i < 9; i++)
            canvas.Ellipse(
                random.Unit(),
                random.Unit(),
                random.Uniform(0.06, 0.1),
                0.016,
                angle + random.Normal(0, 0.12),
                random.Uniform(0.5, 0.75),
                0.45);
    }

    /// <summary>Round crypts: a pale lumen, tall cells, nuclei in a ring at their base.</summary>
    private static void NormalMucosa(StainCanvas canvas, PhantomRandom random)
    {
        canvas.Fill((x, y) => (0.2 + (0.06 * canvas.Noise(x, y, 0.2)), 0.35));
        foreach (var (cx, cy) in new[] { (0.27, 0.27), (0.75, 0.72), (0.2, 0.85), (0.85, 0.2) })
        {
            var (x, y, radius) = (cx + random.Normal(0, 0.05), cy + random.Normal(0, 0.05), random.Uniform(0.2, 0.25));
            canvas.Ellipse(x, y, radius, radius, 0, 0.22, 0.3);
            canvas.Ellipse(x, y, radius * 0.45, radius * 0.45, 0, 0.04, 0.06);
            for (var a = 0; a < 16; a++)
            {
                var angle = (a + random.Uniform(-0.2, 0.2)) * Math.PI / 8;
                canvas.Ellipse(
                    x + (radius * Math.Cos(angle)),
                    y + (radius * Math.Sin(angle)),
                    0.042,
                    0.022,
                    angle + (Math.PI / 2),
                    random.Uniform(0.6, 0.85),
                    0.25);
            }
        }
    }

    /// <summary>Loose wavy collagen, few thin nuclei in any direction.</summary>
    private static void Stroma(StainCanvas canvas, PhantomRandom random)
    {
        var angle = random.Uniform(0, Math.PI);
        canvas.Fill(
            (x, y) => (0.07, 0.36 + (0.26 * canvas.Noise(x, y, 0.2, angle + (0.8 * canvas.Noise(x, y, 0.9)), 2.5))));
        for (var i = 0; i < 6; i++)
            canvas.Ellipse(
                random.Unit(),
                random.Unit(),
                random.Uniform(0.035, 0.06),
                0.013,
                random.Uniform(0, Math.PI),
                random.Uniform(0.5, 0.75),
                0.4);
    }

    /// <summary>Crowded large nuclei of all shapes, back to back, around a torn lumen.</summary>
    private static void Adenocarcinoma(StainCanvas canvas, PhantomRandom random)
    {
        canvas.Fill((x, y) => (0.28 + (0.06 * canvas.Noise(x, y, 0.15)), 0.4));
        if (random.Unit() < 0.7)
            canvas.Ellipse(
                random.Unit(),
                random.Unit(),
                random.Uniform(0.08, 0.2),
                random.Uniform(0.05, 0.1),
                random.Uniform(0, 3),
                0.05,
                0.08);
        for (var i = 0; i < 34; i++)
            canvas.Ellipse(
                random.Unit(),
                random.Unit(),
                random.Uniform(0.05, 0.085),
                random.Uniform(0.035, 0.055),
                random.Uniform(0, Math.PI),
                random.Uniform(0.45, 0.85),
                0.3);
    }
}
