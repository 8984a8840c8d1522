import { SessionManager } from '@sess/core';
import { createParamDecorator, Inject, Injectable, Module, UnauthorizedException } from '@nestjs/common';
import type { CanActivate, DynamicModule, ExecutionContext, FactoryProvider, PipeTransform } from '@nestjs/common';
import type { Sessions } from './sessions.js';

@Module({})
export class SessionModule {
  static forRootAsync({ inject = [], useFactory }: Omit<FactoryProvider<Sessions>, 'provide'>): DynamicModule {
    const manager = { provide: SessionManager, inject, useFactory };
    return { module: SessionModule, global: true, providers: [manager], exports: [manager] };
  }
}

const requestOf = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<object>();

@Injectable()
class LoadSession implements PipeTransform<object> {
  @Inject(SessionManager)
  private readonly sessions!: Sessions;

  transform(request: object) {
    return this.sessions.get(request);
  }
}

/** The session of the request, for a parameter of a handler. */
export const CurrentSession = () => createParamDecorator(requestOf)(LoadSession);

/** Lets users pass who have signed in. */
@Injectable()
export class SignedInGuard implements CanActivate {
  @Inject(SessionManager)
  private readonly sessions!: Sessions;

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const session = await this.sessions.get(requestOf(undefined, context));
    if (session.owner === undefined) throw new UnauthorizedException('Sign in first.');
    return true;
  }
}
