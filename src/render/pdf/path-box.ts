// The box around a path as it is drawn. Must not keep its points.
import type { Box, Matrix } from './geometry.ts';
import type { OperationReader } from './operation-reader.ts';

export class PathBox {
  #left = Infinity;
  #bottom = Infinity;
  #right = -Infinity;
  #top = -Infinity;

  /** Takes an operator that draws without painting; false for any other. Control points count as points. */
  apply(operation: OperationReader, matrix: Matrix): boolean {
    switch (operation.operator) {
      case 'm': case 'l': case 'c': case 'v': case 'y':
        for (let index = 0; index + 1 < operation.count; index += 2) this.#add(matrix, operation.number(index), operation.number(index + 1));
        return true;
      case 're': {
        const [x, y] = [operation.number(0), operation.number(1)];
        const [right, top] = [x + operation.number(2), y + operation.number(3)];
        this.#add(matrix, x, y);
        this.#add(matrix, right, y);
        this.#add(matrix, x, top);
        this.#add(matrix, right, top);
        return true;
      }
      case 'h': return true;
      default: return false;
    }
  }

  /** Undefined where nothing was drawn. */
  get box(): Box | undefined {
    return this.#left > this.#right ? undefined : { left: this.#left, bottom: this.#bottom, right: this.#right, top: this.#top };
  }

  clear(): void {
    this.#left = this.#bottom = Infinity;
    this.#right = this.#top = -Infinity;
  }

  #add(matrix: Matrix, x: number, y: number): void {
    const px = matrix[0] * x + matrix[2] * y + matrix[4];
    const py = matrix[1] * x + matrix[3] * y + matrix[5];
    if (px < this.#left) this.#left = px;
    if (px > this.#right) this.#right = px;
    if (py < this.#bottom) this.#bottom = py;
    if (py > this.#top) this.#top = py;
  }
}
