using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>
/// Amounts of haematoxylin and eosin over a tile, drawn at three times the tile's resolution and converted to colours.
/// Lengths are in units of the tile's side, so that a tissue looks the same at every size.
/// </summary>
internal sealed class StainCanvas
{
    private const int Oversampling = 3, Waves = 8;
    private const double StainTurn = 0.08;   // of a direction's components
    private readonly int _side, _size;
    private readonly double[] _haematoxylin, _eosin;
    private readonly double[] _phases = new double[24];
    private readonly (double Cos, double Sin)[] _directions;   // of the waves of noise

    internal StainCanvas(int size, PhantomRandom random)
    {
        (_size, _side) = (size, size * Oversampling);
        (_haematoxylin, _eosin) = (new double[_side * _side], new double[_side * _side]);
        for (var i = 0; i < _phases.Length; i++) _phases[i] = random.Uniform(0, 2 * Math.PI);
        _directions =
        [
            .. Enumerable.Range(0, Waves)
                .Select(k => (k * Math.PI / Waves) + (_phases[k] * 0.1))
                .Select(direction => (Math.Cos(direction), Math.Sin(direction)))
        ];
    }

    /// <summary>Sets the stains at every position from its coordinates in [0, 1).</summary>
    internal void Fill(Func<double, double, (double haematoxylin, double eosin)> amounts)
    {
        for (var i = 0; i < _haematoxylin.Length; i++)
            (_haematoxylin[i], _eosin[i]) = amounts((i % _side) / (double)_side, (i / _side) / (double)_side);
    }

    /// <summary>Blends an ellipse with a soft edge into the canvas.</summary>
    internal void Ellipse(
        double x,
        double y,
        double radiusX,
        double radiusY,
        double angle,
        double haematoxylin,
        double eosin)
    {
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        var reach = Math.Max(radiusX, radiusY) * 1.2;
        var (fromX, toX) = (
            Math.Max(0, (int)((x - reach) * _side)), Math.Min(_side - 1, (int)((x + reach) * _side) + 1));
        var (fromY, toY) = (
            Math.Max(0, (int)((y - reach) * _side)), Math.Min(_side - 1, (int)((y + reach) * _side) + 1));
        for (var py = fromY; py <= toY; py++)
            for (var px = fromX; px <= toX; px++)
            {
                var (dx, dy) = ((px / (double)_side) - x, (py / (double)_side) - y);
                var (u, v) = (((dx * cos) + (dy * sin)) / radiusX, ((dy * cos) - (dx * sin)) / radiusY);
                var cover = Math.Clamp((1.15 - Math.Sqrt((u * u) + (v * v))) / 0.3, 0, 1);
                var i = (py * _side) + px;
                _haematoxylin[i] += (haematoxylin - _haematoxylin[i]) * cover;
                _eosin[i] += (eosin - _eosin[i]) * cover;
            }
    }

    /// <summary>
    /// Smooth noise in about [-1, 1]. The wavelength is in units of the side. The axes are rotated by
    /// <paramref name="angle"/>; then the noise is stretched along x by <paramref name="stretch"/>.
    /// </summary>
    internal double Noise(double x, double y, double wavelength, double angle = 0, double stretch = 1)
    {
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        var (u, v) = (((x * cos) + (y * sin)) / stretch, (y * cos) - (x * sin));
        double sum = 0;
        for (var k = 0; k < Waves; k++)
        {
            var (along, across) = _directions[k];
            var frequency = 2 * Math.PI / wavelength * (0.7 + (0.08 * k));
            sum += Math.Sin(
                (frequency * ((u * along) + (v * across))) + _phases[k + Waves] + Math.Sin(
                    (frequency * 0.37 * ((v * along) - (u * across))) + _phases[k + (2 * Waves)]));
        }
        return sum / 4;
    }

    /// <summary>
    /// Converts amounts of stain to colours and averages them down to the tile's size. Stain strength and light vary
    /// from tile to tile, as in a lab.
    /// </summary>
    internal RgbImage Develop(PhantomRandom random, bool otherCentre)
    {
        var (strengthH, strengthE) = (
            random.Uniform(0.85, 1.15) * (otherCentre ? 1.2 : 1),
            random.Uniform(0.85, 1.15) * (otherCentre ? 0.75 : 1));
        var light = random.Uniform(0, 0.04) + (otherCentre ? 0.025 : 0);
        var (directionH, directionE) = (Turned(0, random), Turned(1, random));
        var sums = new double[_size * _size * 3];
        for (var i = 0; i < _haematoxylin.Length; i++)
        {
            var (h, e) = (Math.Max(0, _haematoxylin[i]) * strengthH, Math.Max(0, _eosin[i]) * strengthE);
            var target = (((i / _side / Oversampling) * _size) + (i % _side / Oversampling)) * 3;
            for (var c = 0; c < 3; c++)
                sums[target + c] += Math.Pow(10, -(light + (h * directionH[c]) + (e * directionE[c])));
        }
        return new RgbImage(
            _size,
            _size,
            [
                .. sums.Select(
                    sum =>
                        (byte)Math.Clamp(
                            Math.Round((sum * 255 / (Oversampling * Oversampling)) + random.Normal(0, 2.5)), 0, 255))
            ]);
    }

    private static double[] Turned(int stain, PhantomRandom random) =>
        [
            .. Enumerable.Range(0, 3)
                .Select(c => StainSpace.Directions[stain, c] + random.Uniform(-StainTurn, StainTurn))
        ];
}
